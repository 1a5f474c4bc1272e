/** Which columns of a table have room beside each other. */

import type { Column } from "./rows.js";
import { GAP } from "./table-styles.js";

/** The track of a column that does not say how wide it is. */
export const USUAL_WIDTH = "minmax(7em, 1fr)";

/** In pixels: what the browser gives, for what besides its columns a row has. */
export interface Room {
  width: number;
  /** The size of the letters. */
  em: number;
}

/**
 * The columns that are shown in a room: those that can be spared are left out, one after the other,
 * until the others have the least width that they ask for. The one that rows are in order by stays.
 */
export function fitting<RowT>(
  columns: readonly Column<RowT>[],
  room: Room,
  sortedBy: string | undefined,
): readonly Column<RowT>[] {
  let shown = columns;
  const spared = columns
    .filter((one) => one.spare !== undefined && one.key !== sortedBy)
    .sort((one, other) => (one.spare ?? 0) - (other.spare ?? 0));
  for (const one of spared) {
    if (least(shown, room.em) <= room.width) break;
    shown = shown.filter((other) => other !== one);
  }
  return shown;
}

function least<RowT>(columns: readonly Column<RowT>[], em: number): number {
  const widths = columns.map((one) => {
    const [, size = "0", unit] = /([\d.]+)(px|r?em)/.exec(one.width ?? USUAL_WIDTH) ?? [];
    return Number(size) * (unit === "px" ? 1 : em);
  });
  return widths.reduce((sum, one) => sum + one + GAP, -GAP);
}
