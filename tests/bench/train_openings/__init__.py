"""How tools/kit/opening_net.onnx was learned: `python -m tests.bench.train_openings` (the group `train` of pyproject.toml).

Needs two folders that are not of this repository. Images: NAME.png or NAME.jpg, and labels.json, {NAME: {"Door": 9, "Window": 7}}, the
counts that others made. Boxes, marked by hand: NAME.json, {"size": [width, height], "doors": [[x0, y0, x1, y1], …], "windows": [[…]],
"unsure_doors": […], "unsure_windows": […]}, in pixels of the image. A door's box is its opening with the swing, each leaf of a double
door its own; a window's box is its opening, as deep as the wall. What a person would not count with certainty is unsure.
"""
