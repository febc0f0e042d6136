/**
 * Slack's colours, which begin again after the fourth: it has neither dashes nor marks. Its documentation does not name
 * them; they are slack-blocks-to-jsx's, which draws the block after Slack's page
 * (https://github.com/themashcodee/slack-blocks-to-jsx/pull/91).
 */
const COLOURS = ["#bf4d1a", "#263b9c", "#106f4d", "#d94c75"];

export const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? "";
