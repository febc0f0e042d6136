"""Charts as pictures: a Vega-Lite specification, drawn by a separate process."""
