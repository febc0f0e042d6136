## Charts as pictures

picture-subtitle = Share of users on each version or a newer one, until { $day }
picture-subtitle-public = { $subtitle }; all of WeChat as of { $public }
picture-line = { $line } ({ $share })
picture-public = All of WeChat, { $version }
picture-alt = Line chart for { $program }: share of users on each version or a newer one, { $first } to { $last }. { $lines }.
picture-alt-line = { $line }: { $first } to { $last }
picture-alt-comma = ;{ " " }
picture-sent = The picture comes to you in a direct message: { $name }.
picture-comment = { $name }, as asked for with `/baselib trend`. { $program }: share of users on each version or a newer one, until { $day }.
cli-trend-png = Also put the chart into this file, as a picture; exit 1 when there is too little to draw.
