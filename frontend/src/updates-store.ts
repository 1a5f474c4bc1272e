import { DOMAIN, type Connection } from "./hass.js";
import type {
  DeviceMessage,
  GatewayMessage,
  OfferMessage,
  QueuedMessage,
  TaskMessage,
  UpdatesMessage,
} from "./messages.js";

/** A task with its devices. Both are new objects whenever something of them changed. */
export interface Task extends TaskMessage {
  devices: readonly DeviceMessage[];
}

/** All that is known of one gateway's firmware updates. */
export interface GatewayUpdates {
  entryId: string;
  gateway: GatewayMessage;
  offers: readonly OfferMessage[];
  queue: readonly QueuedMessage[];
  tasks: ReadonlyMap<number, Task>;
}

type Gateways = ReadonlyMap<string, GatewayUpdates>;
type Listener = (gateways: Gateways, error: unknown) => void;

/** What one message makes of a gateway; undefined where it is gone, or was never told whole. */
export function applied(
  before: GatewayUpdates | undefined,
  message: UpdatesMessage,
): GatewayUpdates | undefined {
  const gateway = message.gateway ?? before?.gateway;
  if (message.gone || gateway === undefined) return undefined;
  return {
    entryId: message.config_entry_id,
    gateway,
    offers: message.offers ?? before?.offers ?? [],
    queue: message.queue ?? before?.queue ?? [],
    tasks: appliedTasks(before?.tasks, message),
  };
}

function appliedTasks(
  before: ReadonlyMap<number, Task> | undefined,
  message: UpdatesMessage,
): ReadonlyMap<number, Task> {
  const { tasks, gone_tasks, devices, statuses } = message;
  if (before !== undefined && !tasks && !gone_tasks && !devices && !statuses) return before;
  const now = new Map(before);
  for (const id of gone_tasks ?? []) now.delete(id);
  for (const task of tasks ?? []) {
    now.set(task.task_id, { ...task, devices: now.get(task.task_id)?.devices ?? [] });
  }
  for (const part of devices ?? []) {
    const task = now.get(part.task_id);
    if (task === undefined) continue;
    now.set(part.task_id, {
      ...task,
      devices: [...task.devices.slice(0, part.first), ...part.devices],
    });
  }
  for (const change of statuses ?? []) {
    const task = now.get(change.task_id);
    if (task === undefined) continue;
    const list = [...task.devices];
    change.places.forEach((place, index) => {
      const device = list[place];
      if (device === undefined) return;
      list[place] = {
        ...device,
        status: change.statuses[index] ?? null,
        unresolved: change.unresolved[index] ?? false,
      };
    });
    now.set(change.task_id, { ...task, devices: list });
  }
  return now;
}

/** Follows the updates of all gateways over one subscription, for all cards of a page. */
export class UpdatesStore {
  readonly #connection: Connection;
  readonly #listeners = new Set<Listener>();
  #gateways: Gateways = new Map();
  #error: unknown;
  #answered = false;
  #running = false;
  // Counts the subscriptions: what an earlier one still says is of no interest.
  #round = 0;
  #end: (() => Promise<void>) | undefined;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static of(connection: Connection): UpdatesStore {
    let store = stores.get(connection);
    if (store === undefined) stores.set(connection, (store = new UpdatesStore(connection)));
    return store;
  }

  /** Calls the listener with what is known, and with each change; returns what ends that. */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#answered) listener(this.#gateways, this.#error);
    if (!this.#running) {
      this.#running = true;
      this.#connection.addEventListener("ready", this.#subscribe);
      this.#subscribe();
    }
    return () => {
      this.#listeners.delete(listener);
      // A page that is left and the one that is opened share what is there.
      setTimeout(this.#endUnfollowed, LINGER_MS);
    };
  }

  // Anew with each connection. Home Assistant lets pages in before all integrations are set up, so
  // the command may not be there yet; the connection itself would not ask a second time.
  readonly #subscribe = (): void => {
    const round = ++this.#round;
    let isFirst = true;
    this.#connection
      .subscribeMessage(
        (message: UpdatesMessage) => {
          if (round !== this.#round) return;
          if (isFirst) this.#gateways = new Map();
          isFirst = false;
          this.#take(message);
        },
        { type: `${DOMAIN}/updates/subscribe` },
        { resubscribe: false },
      )
      .then(
        (end) => {
          if (round !== this.#round) return end();
          this.#end = end;
          // Of no gateway at all, nothing is told.
          if (isFirst) this.#gateways = new Map();
          isFirst = false;
          this.#error = undefined;
          this.#tell();
          return undefined;
        },
        (error: unknown) => {
          if (round !== this.#round) return;
          if (isUnknownCommand(error)) {
            setTimeout(() => {
              if (round === this.#round && this.#running) this.#subscribe();
            }, AGAIN_MS);
          }
          this.#error = error;
          this.#tell();
        },
      )
      .catch(() => undefined);
  };

  #take(message: UpdatesMessage): void {
    const gateways = new Map(this.#gateways);
    const now = applied(gateways.get(message.config_entry_id), message);
    if (now === undefined) gateways.delete(message.config_entry_id);
    else gateways.set(message.config_entry_id, now);
    this.#gateways = gateways;
    this.#tell();
  }

  #tell(): void {
    this.#answered = true;
    for (const listener of this.#listeners) listener(this.#gateways, this.#error);
  }

  readonly #endUnfollowed = (): void => {
    if (this.#listeners.size > 0 || !this.#running) return;
    this.#running = this.#answered = false;
    this.#round++;
    this.#connection.removeEventListener("ready", this.#subscribe);
    this.#end?.().catch(() => undefined);
    this.#end = undefined;
  };
}

function isUnknownCommand(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "unknown_command";
}

const LINGER_MS = 2000;
const AGAIN_MS = 2000;
const stores = new WeakMap<Connection, UpdatesStore>();
