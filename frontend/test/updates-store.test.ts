import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection } from "../src/hass.js";
import type { TaskMessage, UpdatesMessage } from "../src/messages.js";
import { UpdatesStore, applied, type GatewayUpdates } from "../src/updates-store.js";

function message(more: Partial<UpdatesMessage>): UpdatesMessage {
  return {
    config_entry_id: "one",
    gateway: null,
    offers: null,
    queue: null,
    tasks: null,
    gone_tasks: null,
    devices: null,
    statuses: null,
    gone: false,
    ...more,
  };
}

const GATEWAY = { name: "Roof", device_id: "roof", answers: true, has_fuota: true };
const TASK: TaskMessage = {
  task_id: 1,
  device_id: "task",
  name: "Update",
  firmware: "WT101 v1.2",
  firmware_version: "v1.2",
  state: "executing",
  phase: "sending",
  starts: null,
  ends: null,
  duration: null,
  total: 2,
  done: 0,
  failed: 0,
  unresolved: 0,
};
const DEVICES = ["a", "b", "c"].map((id) => ({
  device_id: id,
  name: id,
  status: "receiving" as const,
  unresolved: false,
}));

function whole(): GatewayUpdates {
  const made = applied(undefined, message({ gateway: GATEWAY, tasks: [TASK] }));
  if (made === undefined) throw new Error("nothing was made of it");
  return made;
}

describe("what a message makes of a gateway", () => {
  it("keeps what the message does not name", () => {
    const before = whole();
    const now = applied(before, message({ queue: [] }));
    expect(now?.gateway).toBe(before.gateway);
    expect(now?.tasks).toBe(before.tasks);
  });

  it("puts the devices of a task together from their parts", () => {
    const first = applied(whole(), message({ devices: [{ task_id: 1, first: 0, devices: DEVICES.slice(0, 2) }] }));
    const now = applied(first, message({ devices: [{ task_id: 1, first: 2, devices: DEVICES.slice(2) }] }));
    expect(now?.tasks.get(1)?.devices.map((one) => one.name)).toEqual(["a", "b", "c"]);
  });

  it("begins a list anew with its first part", () => {
    const first = applied(whole(), message({ devices: [{ task_id: 1, first: 0, devices: DEVICES }] }));
    const now = applied(first, message({ devices: [{ task_id: 1, first: 0, devices: DEVICES.slice(2) }] }));
    expect(now?.tasks.get(1)?.devices.map((one) => one.name)).toEqual(["c"]);
  });

  it("changes only the devices that are named, and leaves the others as they are", () => {
    const before = applied(whole(), message({ devices: [{ task_id: 1, first: 0, devices: DEVICES }] }));
    const now = applied(
      before,
      message({ statuses: [{ task_id: 1, places: [1], statuses: ["complete"], unresolved: [false] }] }),
    );
    const [was, is] = [before, now].map((one) => one?.tasks.get(1)?.devices ?? []);
    expect(is?.[1]?.status).toBe("complete");
    expect(is?.[0]).toBe(was?.[0]);
    expect(was?.[1]?.status).toBe("receiving");
  });

  it("keeps the devices of a task that changed", () => {
    const before = applied(whole(), message({ devices: [{ task_id: 1, first: 0, devices: DEVICES }] }));
    const now = applied(before, message({ tasks: [{ ...TASK, done: 1 }] }));
    expect(now?.tasks.get(1)?.done).toBe(1);
    expect(now?.tasks.get(1)?.devices).toHaveLength(3);
  });

  it("passes over changes of a task that it does not know", () => {
    const now = applied(whole(), message({ statuses: [{ task_id: 9, places: [0], statuses: [null], unresolved: [false] }] }));
    expect(now?.tasks.size).toBe(1);
  });

  it("forgets a task that is gone, and a gateway that is", () => {
    expect(applied(whole(), message({ gone_tasks: [1] }))?.tasks.size).toBe(0);
    expect(applied(whole(), message({ gone: true }))).toBeUndefined();
  });

  it("is nothing before everything was told once", () => {
    expect(applied(undefined, message({ queue: [] }))).toBeUndefined();
  });
});

class FakeConnection implements Connection {
  subscriptions: ((message: UpdatesMessage) => void)[] = [];
  ended = 0;
  refusals: unknown[] = [];
  ready: (() => void)[] = [];

  subscribeMessage(callback: (message: never) => void): Promise<() => Promise<void>> {
    const refusal = this.refusals.shift();
    // A refusal of Home Assistant is an object with a code, and no Error.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    if (refusal !== undefined) return Promise.reject(refusal);
    this.subscriptions.push(callback as (message: UpdatesMessage) => void);
    return Promise.resolve(() => {
      this.ended += 1;
      return Promise.resolve();
    });
  }
  sendMessagePromise(): Promise<unknown> {
    return Promise.resolve(undefined);
  }
  addEventListener(_event: "ready", listener: () => void): void {
    this.ready.push(listener);
  }
  removeEventListener(): void {
    this.ready = [];
  }
}

describe("the store of a page", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks once for all who follow, and tells those who come later what it knows", async () => {
    const connection = new FakeConnection();
    const [one, other] = [vi.fn(), vi.fn()];
    UpdatesStore.of(connection).follow(one);
    await vi.advanceTimersByTimeAsync(0);
    connection.subscriptions[0]?.(message({ gateway: GATEWAY }));
    UpdatesStore.of(connection).follow(other);
    expect(connection.subscriptions).toHaveLength(1);
    expect((other.mock.lastCall?.[0] as Map<string, unknown>).has("one")).toBe(true);
  });

  it("ends its subscription a while after the last one left", async () => {
    const connection = new FakeConnection();
    const leave = UpdatesStore.of(connection).follow(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    leave();
    expect(connection.ended).toBe(0);
    await vi.advanceTimersByTimeAsync(3000);
    expect(connection.ended).toBe(1);
  });

  it("asks anew when the connection is back, and forgets what is no longer there", async () => {
    const connection = new FakeConnection();
    const listener = vi.fn();
    UpdatesStore.of(connection).follow(listener);
    await vi.advanceTimersByTimeAsync(0);
    connection.subscriptions[0]?.(message({ gateway: GATEWAY }));
    connection.ready.forEach((one) => {
      one();
    });
    await vi.advanceTimersByTimeAsync(0);
    expect((listener.mock.lastCall?.[0] as Map<string, unknown>).size).toBe(0);
    connection.subscriptions[0]?.(message({ gateway: GATEWAY }));
    expect((listener.mock.lastCall?.[0] as Map<string, unknown>).size).toBe(0);
    connection.subscriptions[1]?.(message({ gateway: GATEWAY }));
    expect((listener.mock.lastCall?.[0] as Map<string, unknown>).size).toBe(1);
  });

  it("asks again while Home Assistant does not know the command yet", async () => {
    const connection = new FakeConnection();
    connection.refusals = [{ code: "unknown_command" }, { code: "unknown_command" }];
    const listener = vi.fn();
    UpdatesStore.of(connection).follow(listener);
    await vi.advanceTimersByTimeAsync(0);
    expect(listener.mock.lastCall?.[1]).toEqual({ code: "unknown_command" });
    await vi.advanceTimersByTimeAsync(5000);
    expect(connection.subscriptions).toHaveLength(1);
    expect(listener.mock.lastCall?.[1]).toBeUndefined();
  });
});
