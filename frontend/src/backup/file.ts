/** What a backup's file says of itself, read in the page: whether it is right, the gateway's side tells. */
export interface BackupFile {
  name: string;
  text: string;
  gateway: string;
  savedAt: Date | undefined;
  hasKeys: boolean;
  counts: { profiles: number; devices: number; multicast_groups: number } | undefined;
}

/** More is no message for Home Assistant's WebSocket, and no backup. */
export const MOST_BYTES = 3_500_000;

/** Looks into a chosen file. What is no backup is told by Home Assistant, in its own words. */
export function describe(name: string, text: string): BackupFile {
  const read = parsed(text);
  const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
  const gateway = isObject(read.gateway) ? read.gateway.name : undefined;
  const at = new Date(typeof read.saved_at === "string" ? read.saved_at : "");
  return {
    name,
    text,
    gateway: typeof gateway === "string" ? gateway : "",
    savedAt: Number.isNaN(at.getTime()) ? undefined : at,
    hasKeys: isObject(read.keys),
    counts: Array.isArray(read.devices)
      ? {
          profiles: count(read.profiles),
          devices: count(read.devices),
          multicast_groups: count(read.multicast_groups),
        }
      : undefined,
  };
}

/** The name of a new file: of which gateway, and of which day. */
export function fileName(gateway: string, at: Date): string {
  const plain = gateway.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((one) => String(one).padStart(2, "0"));
  return `${plain || "gateway"}-${day.join("-")}.json`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
