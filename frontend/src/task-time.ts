import type { TaskMessage } from "./messages.js";

/** The steps of a task, as people are shown them. */
export const PHASES = ["waiting", "setting_up", "sending", "finishing", "ended"] as const;
export type Phase = (typeof PHASES)[number];

export function isOver(task: TaskMessage): boolean {
  return task.state === "succeeded" || task.state === "failed";
}

export function phaseOf(task: TaskMessage): Phase {
  if (isOver(task)) return "ended";
  // Right after it began, the gateway has no word yet of its devices.
  if (task.state === "executing") return task.phase ?? "setting_up";
  return "waiting";
}

/** Which share of the estimated time has passed, 0 to 1; null where there is no estimate. */
export function elapsedShare(task: TaskMessage, now: Date): number | null {
  if (task.ends === null) return null;
  const ends = new Date(task.ends).getTime();
  // The end is counted from when it really began, which may be later than it was to start.
  const starts =
    task.duration !== null
      ? ends - task.duration * 1000
      : task.starts === null
        ? NaN
        : new Date(task.starts).getTime();
  if (!(ends > starts)) return null;
  return Math.min(Math.max((now.getTime() - starts) / (ends - starts), 0), 1);
}
