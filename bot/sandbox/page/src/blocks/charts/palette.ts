/** Colours with at least 3:1 against white, and dashes, so that a line is known without its colour too. */
const COLOURS = ["#1264a3", "#b4501c", "#23744a", "#8b3a8f", "#a81e50", "#4f6072", "#0a7384", "#776200"];
const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 4", "12 3"];

export const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? "#1264a3";

export const dashOf = (index: number): string => DASHES[index % DASHES.length] ?? "";
