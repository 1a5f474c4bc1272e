/** What Milesight's devices have in common. */

/** The port on which they send. */
export const MILESIGHT_PORT = "85";

export function isMilesight(devEui: string): boolean {
  return /^(24E124|C0BA1F)/i.test(devEui);
}
