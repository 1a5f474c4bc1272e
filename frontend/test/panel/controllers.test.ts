import { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection, Hass } from "../../src/hass.js";
import { GatewayChoices } from "../../src/panel/choices.js";
import { FileDrop } from "../../src/panel/file-drop.js";
import { Followed } from "../../src/panel/follow.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import { SettledQuestion } from "../../src/panel/settled.js";
import { emptyHass } from "../hass.js";

const GATEWAY = { config_entry_id: "entry", state: "answers" } as PanelGatewayMessage;

class Host extends LitElement {
  static override properties = { hass: { attribute: false }, gateway: { attribute: false } };
  declare hass: Hass;
  declare gateway: PanelGatewayMessage;
}
customElements.define("test-host", Host);

let host: Host;

beforeEach(() => {
  host = new Host();
  host.hass = emptyHass();
  host.gateway = GATEWAY;
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

async function shown(): Promise<void> {
  document.body.append(host);
  await host.updateComplete;
}

describe("what an element follows", () => {
  let command: Record<string, unknown> | undefined = { type: "one" };
  const stop = vi.fn(() => Promise.resolve());
  const subscribe = vi.fn<Connection["subscribeMessage"]>(() => Promise.resolve(stop));

  beforeEach(() => {
    command = { type: "one" };
    subscribe.mockClear();
    stop.mockClear();
    host.hass = emptyHass({ connection: { ...emptyHass().connection, subscribeMessage: subscribe } });
  });

  const asked = (): unknown[] => subscribe.mock.calls.map(([, sent]) => sent["type"]);

  it("is asked for once as long as it is the same", async () => {
    new Followed(host, () => command, () => undefined);
    await shown();
    host.requestUpdate();
    await host.updateComplete;
    expect(asked()).toEqual(["one"]);
  });

  it("ends, and begins anew, when it is something else", async () => {
    new Followed(host, () => command, () => undefined);
    await shown();
    command = { type: "two" };
    host.requestUpdate();
    await host.updateComplete;
    expect(asked()).toEqual(["one", "two"]);
    expect(stop).toHaveBeenCalledOnce();
  });

  it("ends when there is nothing to follow any more", async () => {
    new Followed(host, () => command, () => undefined);
    await shown();
    command = undefined;
    host.requestUpdate();
    await host.updateComplete;
    expect(stop).toHaveBeenCalledOnce();
  });

  it("ends with its element, and begins anew when that is back", async () => {
    new Followed(host, () => command, () => undefined);
    await shown();
    host.remove();
    expect(stop).toHaveBeenCalledOnce();
    await shown();
    expect(asked()).toEqual(["one", "one"]);
  });

  it("is asked for anew where who tells of it has begun anew", async () => {
    const followed = new Followed(host, () => command, () => undefined);
    await shown();
    followed.again();
    await host.updateComplete;
    expect(asked()).toEqual(["one", "one"]);
  });
});

describe("a question that waits until nothing changes", () => {
  const ask = vi.fn<() => Promise<string>>();
  const taken: string[] = [];
  let question: SettledQuestion<string>;

  beforeEach(async () => {
    vi.useFakeTimers();
    ask.mockReset().mockResolvedValue("answer");
    taken.length = 0;
    question = new SettledQuestion<string>(host, {
      ask,
      take: (answer) => taken.push(answer),
      failed: (error) => Promise.resolve(() => taken.push(`failed: ${String(error)}`)),
    });
    await shown();
  });

  it("is asked once for changes that follow each other", async () => {
    question.askIn(100);
    question.askIn(100);
    expect(question.isOpen).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(ask).toHaveBeenCalledOnce();
    expect(taken).toEqual(["answer"]);
    expect(question.isOpen).toBe(false);
  });

  it("has no answer but the last one's, whichever comes first", async () => {
    let late: (answer: string) => void = () => undefined;
    ask.mockReturnValueOnce(new Promise((resolve) => (late = resolve))).mockResolvedValueOnce("new");
    question.askIn(0);
    await vi.advanceTimersByTimeAsync(0);
    question.askIn(0);
    await vi.advanceTimersByTimeAsync(0);
    late("old");
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual(["new"]);
  });

  it("tells why there is no answer", async () => {
    ask.mockRejectedValueOnce("no gateway");
    question.askIn(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual(["failed: no gateway"]);
    expect(question.isOpen).toBe(false);
  });

  it("is dropped with what it was about", async () => {
    question.askIn(0);
    question.drop();
    await vi.advanceTimersByTimeAsync(0);
    expect(ask).not.toHaveBeenCalled();
    expect(question.isOpen).toBe(false);
  });

  it("that its page left open is asked when the page is back", async () => {
    question.askIn(100);
    host.remove();
    await vi.advanceTimersByTimeAsync(1000);
    expect(ask).not.toHaveBeenCalled();
    document.body.append(host);
    await vi.advanceTimersByTimeAsync(0);
    expect(taken).toEqual(["answer"]);
  });
});

describe("what a gateway has to choose from", () => {
  const send = vi.fn<Connection["sendMessagePromise"]>();
  const answer = { response: { applications: [{ application_id: 1, app_name: "A" }], profiles: [], devices: [] }, problems: [] };
  const failed = vi.fn();

  beforeEach(() => {
    send.mockReset().mockResolvedValue(answer);
    failed.mockReset();
    host.hass = emptyHass({ connection: { ...emptyHass().connection, sendMessagePromise: send } });
  });

  const settled = async (): Promise<void> => {
    await host.updateComplete;
    await Promise.resolve();
    await host.updateComplete;
  };

  it("is read once", async () => {
    const choices = new GatewayChoices(host, { read: () => undefined, failed });
    await shown();
    await settled();
    host.gateway = { ...GATEWAY };
    await settled();
    expect(send).toHaveBeenCalledOnce();
    expect(choices.value).toEqual({ applications: answer.response.applications, profiles: [] });
  });

  it("is read again when a gateway that was silent answers", async () => {
    send.mockRejectedValueOnce("silent");
    host.gateway = { ...GATEWAY, state: "silent" };
    const choices = new GatewayChoices(host, { read: () => undefined, failed });
    await shown();
    await settled();
    expect(failed).toHaveBeenCalledWith("silent");
    host.gateway = { ...GATEWAY, state: "silent" };
    await settled();
    expect(send).toHaveBeenCalledOnce();
    host.gateway = { ...GATEWAY };
    await settled();
    await settled();
    expect(choices.value).toBeDefined();
  });
});

describe("where a file is dropped", () => {
  const file = new File(["one"], "one.csv");
  let drop: FileDrop;
  let taken: File[];

  beforeEach(async () => {
    drop = new FileDrop();
    taken = [];
    drop.addEventListener("msns-file", (event) => taken.push((event as CustomEvent<File>).detail));
    document.body.append(drop);
    await drop.updateComplete;
  });

  const dropped = (): void => {
    const event = new Event("drop");
    Object.assign(event, { dataTransfer: { files: [file] } });
    drop.renderRoot.querySelector(".drop")?.dispatchEvent(event);
  };

  it("takes it", () => {
    dropped();
    expect(taken).toEqual([file]);
  });

  it("takes none while the last one is still being read", async () => {
    drop.busy = true;
    await drop.updateComplete;
    dropped();
    expect(taken).toEqual([]);
  });
});
