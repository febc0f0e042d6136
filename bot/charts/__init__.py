"""Charts as pictures: a Vega-Lite specification, drawn by a process of its own."""
