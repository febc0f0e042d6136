### The fleet's digest: many programs at a glance

about-each = Mini Programs one by one
about-glance = Mini Programs at a glance
about-fleet = the whole fleet at a glance
about-tag = those tagged “{ $tag }” at a glance
form-about = About
form-about-hint = One by one each Mini Program has its own section. At a glance one message says what changed among many.
change-scope = About
subscription-scope = About: { $scope }
subscription-glance = About, at a glance: { $programs }
