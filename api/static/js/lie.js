/**
 * How a sheet lies on the stage: {x, y} is where its corner is, {ux, uy} the pixels that one millimetre to its right
 * goes, `scale` how many those are. Turned sheets are nothing special.
 */

/** The lie of a sheet in an OpenSeadragon viewport, whose unit is the sheet's width. */
export function lieIn(viewport, width) {
  const { Point } = globalThis.OpenSeadragon;
  const zero = viewport.pixelFromPoint(new Point(0, 0), true);
  const one = viewport.pixelFromPoint(new Point(1, 0), true);
  const [ux, uy] = [(one.x - zero.x) / width, (one.y - zero.y) / width];
  return { x: zero.x, y: zero.y, ux, uy, scale: Math.hypot(ux, uy) };
}

/** The pixel of a place on the paper. */
export const pixelOf = ({ x, y, ux, uy }, [right, down]) => [x + right * ux - down * uy, y + right * uy + down * ux];

/** The place on the paper under a pixel, in mm. */
export function paperOf({ x, y, ux, uy, scale }, [left, top]) {
  const [dx, dy] = [(left - x) / scale ** 2, (top - y) / scale ** 2];
  return [dx * ux + dy * uy, dy * ux - dx * uy];
}

/** The upright rectangle on the stage of a box on the paper: [left, top, width, height]. */
export function rectOf(lie, [x0, y0, x1, y1]) {
  const [[ax, ay], [bx, by]] = [pixelOf(lie, [x0, y0]), pixelOf(lie, [x1, y1])];
  return [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)];
}
