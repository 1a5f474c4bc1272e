// Written by `script/frontend types` from web/messages.py of the integration.

/**
 * What an update in the queue waits for.
 *
 * `STAGED` waits for its canary, `HELD` for a person. `STARTING` was sent to the gateway, or is
 * about to be, and it is unknown yet whether the gateway has it. `NEXT` is never kept: it is the
 * first of those that are queued.
 */
export type QueueState =
  | "staged"
  | "queued"
  | "next"
  | "starting"
  | "running"
  | "held";

/**
 * The phase of a task's multicast session.
 */
export type SessionPhase =
  | "setting_up"
  | "sending"
  | "finishing"
  | "ended";

/**
 * What a firmware task is doing. `UNKNOWN` is what the API's document does not list.
 */
export type TaskState =
  | "pending"
  | "waiting"
  | "executing"
  | "succeeded"
  | "failed"
  | "unknown";

/**
 * The state of a device in a FUOTA task.
 */
export type UpdateStatus =
  | "none"
  | "queued"
  | "not_started"
  | "group_setup"
  | "session_ready"
  | "receiving"
  | "received"
  | "complete"
  | "group_setup_timeout"
  | "multicast_id_mismatch"
  | "session_timeout"
  | "multicast_id_undefined"
  | "frequency_unsupported"
  | "data_rate_unsupported"
  | "multicast_error"
  | "fragment_setup_timeout"
  | "descriptor_mismatch"
  | "search_unsupported"
  | "low_memory"
  | "coding_unsupported"
  | "fragments_missing"
  | "upgrade_failed"
  | "fragment_error"
  | "upgrade_timeout"
  | "report_timeout"
  | "unknown_error";

/**
 * A gateway.
 *
 * `device_id` is its device in Home Assistant. `answers` is whether it answered last,
 * `has_fuota` whether its firmware knows firmware updates.
 */
export interface GatewayMessage {
  name: string;
  device_id: string;
  answers: boolean;
  has_fuota: boolean;
}

/**
 * Devices that can be updated to the same firmware, and are not being updated.
 *
 * `duration` is how long their task will take, `starts` when it would begin if it were asked for
 * now; both are estimates, and None where they can't be known. It would begin at once unless it
 * `waits` for others.
 */
export interface OfferMessage {
  model: string;
  firmware_version: string | null;
  devices: number;
  duration: number | null;
  waits: boolean;
  starts: string | null;
}

/**
 * An update that is no task yet, in the order in which they go.
 *
 * `reason` is a sentence why it waits or is on hold. `starts` and `duration` are estimates, None
 * where they can't be known.
 */
export interface QueuedMessage {
  queue_id: string;
  name: string;
  model: string | null;
  firmware_version: string | null;
  devices: number;
  state: QueueState;
  reason: string | null;
  starts: string | null;
  duration: number | null;
}

/**
 * A firmware task that has not ended, or whose end is worth reporting.
 *
 * `device_id` is its device in Home Assistant. `ends` is the estimate, and when it did once it
 * has ended. `unresolved` is how many of the `failed` devices still need somebody: those that
 * have a newer task, or came to the firmware otherwise, do not.
 */
export interface TaskMessage {
  task_id: number;
  device_id: string | null;
  name: string;
  firmware: string;
  firmware_version: string | null;
  state: TaskState;
  phase: SessionPhase | null;
  starts: string | null;
  ends: string | null;
  duration: number | null;
  total: number;
  done: number;
  failed: number;
  unresolved: number;
}

/**
 * A device of a task.
 *
 * `device_id` is None where Home Assistant has no such device, `status` where it is not known.
 * `unresolved`: it failed, and still
 * needs somebody.
 */
export interface DeviceMessage {
  device_id: string | null;
  name: string;
  status: UpdateStatus | null;
  unresolved: boolean;
}

/**
 * Devices of a task, in an order that stays. Those of large tasks come in parts.
 *
 * `first` is the place of the first of them in the list; 0 begins a new one.
 */
export interface TaskDevicesMessage {
  task_id: number;
  first: number;
  devices: DeviceMessage[];
}

/**
 * Devices of a task that changed: their places in its list, and what is new of each.
 */
export interface StatusesMessage {
  task_id: number;
  places: number[];
  statuses: (UpdateStatus | null)[];
  unresolved: boolean[];
}

/**
 * What changed of one gateway's firmware updates. What is None did not.
 *
 * The first message about a gateway has everything. `tasks` are those that changed, `gone_tasks`
 * those that need not be shown any more. After one that is `gone`, the gateway is not set up.
 */
export interface UpdatesMessage {
  config_entry_id: string;
  gateway: GatewayMessage | null;
  offers: OfferMessage[] | null;
  queue: QueuedMessage[] | null;
  tasks: TaskMessage[] | null;
  gone_tasks: number[] | null;
  devices: TaskDevicesMessage[] | null;
  statuses: StatusesMessage[] | null;
  gone: boolean;
}

/**
 * A device whose update was not accepted, and a sentence why.
 */
export interface RefusedInstallMessage {
  device_id: string | null;
  name: string;
  reason: string;
}

/**
 * What became of installing everything: how many devices were queued, and who was refused.
 */
export interface InstalledMessage {
  queued: number;
  refused: RefusedInstallMessage[];
}
