/**
 * The row to which a key leads from the one at `index` (-1 where none is marked yet) of `count` rows,
 * of which `page` are seen at once. Undefined for a key that leads nowhere.
 */
export function rowByKey(key: string, index: number, count: number, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  };
  const wanted = steps[key];
  return wanted === undefined || count === 0 ? undefined : Math.min(Math.max(wanted, 0), count - 1);
}
