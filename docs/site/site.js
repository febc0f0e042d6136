// What the theme leaves out for people without a mouse or a screen. It makes its parts once the page is there.
const mend = () => {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) wrap.tabIndex = 0;
  document.querySelector(".md-search:not([aria-label])")?.setAttribute("aria-label", "Search");
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
mend();
