import { afterEach, describe, expect, it } from "vitest";
import { GatewayUpdatesElement, taskKey } from "../src/gateway-updates.js";
import type { Question } from "../src/actions.js";
import type { Hass } from "../src/hass.js";
import type { DeviceMessage, OfferMessage, QueuedMessage, TaskMessage, UpdateStatus } from "../src/messages.js";
import type { GatewayUpdates, Task } from "../src/updates-store.js";
import { Words } from "../src/words.js";
import { emptyHass } from "./hass.js";

const HOUR = 3_600_000;
const later = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

function queued(model: string, more: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    queue_id: model,
    name: model,
    model,
    firmware_version: "v1.4",
    devices: 4,
    state: "queued",
    reason: null,
    starts: later(2),
    duration: 7200,
    ...more,
  };
}

function task(more: Partial<TaskMessage> = {}, ...statuses: UpdateStatus[]): Task {
  const devices: DeviceMessage[] = statuses.map((status, n) => ({
    device_id: null,
    name: `Sensor ${n}`,
    status,
    unresolved: status === "fragments_missing",
  }));
  return {
    task_id: 1,
    device_id: null,
    name: "Thermostats",
    firmware: "WT101 v1.4",
    firmware_version: "v1.4",
    state: "executing",
    phase: "sending",
    starts: later(-1),
    ends: later(3),
    duration: 4 * 3600,
    total: statuses.length,
    done: 0,
    failed: 0,
    unresolved: 0,
    devices,
    ...more,
  };
}

function updates(more: Partial<GatewayUpdates> = {}, ...tasks: Task[]): GatewayUpdates {
  return {
    entryId: "one",
    gateway: { name: "Roof", device_id: "roof", answers: true, has_fuota: true },
    offers: [],
    queue: [],
    tasks: new Map(tasks.map((one) => [one.task_id, one])),
    ...more,
  };
}

interface Shown {
  element: GatewayUpdatesElement;
  text: string;
  buttons: string[];
}

async function shown(of: GatewayUpdates, more: Partial<GatewayUpdatesElement> & { admin?: boolean } = {}): Promise<Shown> {
  const { admin = true, ...properties } = more;
  const hass: Hass = emptyHass({ user: { is_admin: admin, id: "someone" } });
  const element = new GatewayUpdatesElement();
  Object.assign(element, {
    hass,
    words: await Words.load(hass),
    updates: of,
    dismissed: new Set(),
    named: false,
    ...properties,
  });
  document.body.append(element);
  await element.updateComplete;
  await Promise.all(
    [...element.renderRoot.querySelectorAll("msns-task")].map(
      (one) => (one as unknown as { updateComplete: Promise<boolean> }).updateComplete,
    ),
  );
  const roots = [element.renderRoot, ...[...element.renderRoot.querySelectorAll("msns-task")].map((one) => one.shadowRoot)];
  const buttons = roots.flatMap((root) => [...(root?.querySelectorAll("button") ?? [])]);
  return {
    element,
    text: roots.map((root) => root?.textContent ?? "").join(" ").replace(/\s+/g, " "),
    buttons: buttons.map((one) => one.textContent.trim()),
  };
}

afterEach(() => {
  document.body.replaceChildren();
});

describe("what is shown of a gateway", () => {
  it("says that there is nothing to do", async () => {
    const { text, buttons } = await shown(updates());
    expect(text).toContain("Nothing to do");
    expect(buttons).toEqual([]);
  });

  it("says that its firmware knows no updates, and that it does not answer", async () => {
    const gateway = { ...updates().gateway, has_fuota: false, answers: false };
    const { text } = await shown(updates({ gateway }));
    expect(text).toContain("does not support firmware updates");
    expect(text).toContain("does not answer");
  });

  it("says of each update in the queue what it comes after, and when it starts", async () => {
    const { text } = await shown(updates({ queue: [queued("UC300", { state: "next" }), queued("AM319")] }));
    expect(text).toContain("In the queue: 2 updates, 8 devices");
    expect(text).toMatch(/AM319 v1.4 · 4 devices After UC300 v1.4, at about .+ Takes about 2 hr\./);
  });

  it("puts the first of the queue after the task that is at work", async () => {
    const { text } = await shown(updates({ queue: [queued("UC300", { state: "next", starts: null })] }, task()));
    expect(text).toContain("After Thermostats. The start time is unknown.");
  });

  it("says why an update is on hold, and makes nothing wait for it", async () => {
    const held = queued("EM300", { state: "held", reason: "No longer offered", starts: null });
    const { text } = await shown(updates({ queue: [held, queued("AM319", { state: "next" })] }));
    expect(text).toContain("On hold: No longer offered");
    expect(text).toContain("Next: starts at about");
  });

  it("shows the time of a running task as time, and no percentage of a device", async () => {
    const { text } = await shown(updates({}, task({}, "receiving", "receiving")));
    expect(text).toContain("Elapsed: 25% of the estimated time");
    expect(text.match(/\d+%/g)).toEqual(["25%"]);
    expect(text).toContain("Devices: 0 of 2 done, 0 failed");
  });

  it("makes no end up where none is known", async () => {
    expect((await shown(updates({}, task({ ends: null })))).text).toContain("takes longer than estimated");
    expect((await shown(updates({}, task({ ends: null, duration: null })))).text).toContain("does not report the size");
  });

  it("tells why devices failed and what to try, and puts them before everything else", async () => {
    const failed = task({ state: "failed", failed: 1, done: 1, unresolved: 1 }, "fragments_missing", "complete");
    const { text, buttons } = await shown(updates({ queue: [queued("AM319")] }, failed));
    expect(text).toContain("Fragments missing: Sensor 0 Try more redundancy");
    expect(buttons).toEqual(["Cancel", "Retry 1 device", "Dismiss"]);
  });

  it("does not call a task failed whose devices need nobody any more", async () => {
    const over = task({ state: "failed", failed: 1, done: 1, unresolved: 0 }, "complete");
    const { text, buttons, element } = await shown(updates({}, over));
    expect(text).toContain("The others need nothing");
    expect(buttons).toEqual(["Dismiss"]);
    expect(element.renderRoot.querySelector("msns-task")?.shadowRoot?.querySelector(".icon.bad")).toBeNull();
  });

  it("leaves out what somebody has dismissed, until it ends anew", async () => {
    const ended = task({ state: "succeeded" });
    const dismissed = new Set([taskKey("one", ended)]);
    expect((await shown(updates({}, ended), { dismissed })).text).toContain("Nothing to do");
    const again = { ...ended, ends: later(5) };
    expect((await shown(updates({}, again), { dismissed })).text).toContain("Thermostats");
  });

  it("names the gateway in each line where there are several", async () => {
    const offer: OfferMessage = { model: "VS321", firmware_version: "v2", devices: 3, duration: null, waits: false, starts: null };
    const { text } = await shown(updates({ queue: [queued("AM319")], offers: [offer] }, task()), { named: true });
    expect(text.match(/· Roof/g)).toHaveLength(3);
  });

  it("has no button for who is no administrator, but to dismiss", async () => {
    const offer: OfferMessage = { model: "VS321", firmware_version: "v2", devices: 3, duration: 60, waits: false, starts: null };
    const failed = task({ state: "failed", failed: 1, unresolved: 1 }, "fragments_missing");
    const { buttons } = await shown(updates({ queue: [queued("AM319")], offers: [offer] }, failed), { admin: false });
    expect(buttons).toEqual(["Dismiss"]);
  });

  it("tells what it costs before anything is done", async () => {
    const offers: OfferMessage[] = ["VS321", "AM319"].map((model) => ({
      model, firmware_version: "v2", devices: 3, duration: 5400, waits: false, starts: null,
    }));
    const { element } = await shown(updates({ offers }));
    const asked: Question[] = [];
    element.addEventListener("msns-ask", (event) => asked.push((event as CustomEvent<Question>).detail));
    element.renderRoot.querySelector<HTMLButtonElement>("button.main")?.click();
    expect(asked[0]?.title).toBe("Update 6 devices");
    expect(asked[0]?.text).toContain("2 updates");
    expect(asked[0]?.text).toContain("about 3 hr of air time");
  });
});
