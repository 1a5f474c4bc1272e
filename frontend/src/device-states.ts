import type { DeviceMessage, UpdateStatus } from "./messages.js";

/** What a mark in the grid tells: a device's state, as coarsely as a mark can. */
export type Mark = "failed" | "done" | "received" | "receiving" | "waiting";

/** The marks in the order in which they are counted and explained. */
export const MARKS: readonly Mark[] = ["failed", "done", "received", "receiving", "waiting"];

// Every status that is none of these is a failure: a new one must not pass for going well.
const GOING: Partial<Record<UpdateStatus, Mark>> = {
  none: "waiting",
  queued: "waiting",
  not_started: "waiting",
  group_setup: "waiting",
  session_ready: "waiting",
  receiving: "receiving",
  received: "received",
  complete: "done",
};

export function markOf(device: DeviceMessage): Mark {
  if (device.status === null) return "waiting";
  return GOING[device.status] ?? "failed";
}

/** Those that failed first, else in the order of the task, so that marks stay where they are. */
export function failedFirst(devices: readonly DeviceMessage[]): DeviceMessage[] {
  const failed: DeviceMessage[] = [];
  const others: DeviceMessage[] = [];
  for (const device of devices) (markOf(device) === "failed" ? failed : others).push(device);
  return [...failed, ...others];
}

export function counted(devices: readonly DeviceMessage[]): Map<Mark, number> {
  const counts = new Map<Mark, number>();
  for (const device of devices) {
    const mark = markOf(device);
    counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}

/** Failures by what went wrong, the most frequent first: why is said once, not for each device. */
export function byReason(
  devices: readonly DeviceMessage[],
): { status: UpdateStatus | null; devices: DeviceMessage[] }[] {
  const groups = new Map<UpdateStatus | null, DeviceMessage[]>();
  for (const device of devices) {
    if (markOf(device) !== "failed") continue;
    const group = groups.get(device.status);
    if (group === undefined) groups.set(device.status, [device]);
    else group.push(device);
  }
  return [...groups]
    .map(([status, group]) => ({ status, devices: group }))
    .sort((one, other) => other.devices.length - one.devices.length);
}
