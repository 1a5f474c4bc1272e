import { describe, expect, it, vi } from "vitest";
import { hasAppScanner, scanWithApp } from "../../src/commissioning/app-scanner.js";
import { emptyHass } from "../hass.js";

interface Message {
  id?: number;
  type: string;
  command?: string;
  payload?: Record<string, string>;
}

/** Home Assistant's bus to a companion app, and what was sent to the app. */
function app(hasBarCodeScanner = 1) {
  const sent: Message[] = [];
  const others: Message[] = [];
  const external = {
    config: { hasBarCodeScanner },
    fireMessage: (message: Message) => {
      sent.push(message);
    },
    receiveMessage: (message: Message) => {
      others.push(message);
    },
  };
  return { sent, others, external, hass: { ...emptyHass(), auth: { external } } };
}

function scan(hass: ReturnType<typeof emptyHass>, found: (text: string) => string | undefined) {
  const closed = vi.fn<() => void>();
  const end = scanWithApp(hass, { title: "Scan", description: "Aim", otherwise: "Paste", found, closed });
  return { closed, end };
}

const result = (rawValue: string): Message => ({
  id: 7,
  type: "command",
  command: "bar_code/scan_result",
  payload: { rawValue, format: "qr_code" },
});

describe("the companion app's scanner", () => {
  it("is there where the app says so", () => {
    expect(hasAppScanner(app().hass)).toBe(true);
    expect(hasAppScanner(app(0).hass)).toBe(false);
    expect(hasAppScanner(emptyHass())).toBe(false);
  });

  it("scans, is answered, and is closed with what can be used", () => {
    const { hass, external, sent } = app();
    const texts: string[] = [];
    scan(hass, (text) => {
      texts.push(text);
      return undefined;
    });
    external.receiveMessage(result("24E124136A456465"));
    expect(texts).toEqual(["24E124136A456465"]);
    expect(sent.map(({ type }) => type)).toEqual(["bar_code/scan", "result", "bar_code/close"]);
    expect(sent[0]?.payload).toEqual({ title: "Scan", description: "Aim", alternative_option_label: "Paste" });
    expect(sent[1]).toMatchObject({ id: 7, success: true });
  });

  it("goes on where a code is of no use, and says why", () => {
    const { hass, external, sent } = app();
    scan(hass, () => "That is a menu.");
    external.receiveMessage(result("https://example.com"));
    expect(sent.at(-1)).toEqual({ type: "bar_code/notify", payload: { message: "That is a menu." } });
    external.receiveMessage(result("https://example.com"));
    expect(sent).toHaveLength(5);
  });

  it("may be closed by the person", () => {
    const { hass, external, others } = app();
    const { closed } = scan(hass, () => undefined);
    external.receiveMessage({ id: 8, type: "command", command: "bar_code/aborted", payload: { reason: "canceled" } });
    expect(closed).toHaveBeenCalledOnce();
    external.receiveMessage(result("x"));
    expect(others).toHaveLength(1);
  });

  it("keeps nothing else from Home Assistant", () => {
    const { hass, external, others } = app();
    const { end } = scan(hass, () => undefined);
    const command = { id: 9, type: "command", command: "sidebar/toggle" };
    external.receiveMessage(command);
    expect(others).toEqual([command]);
    end();
    external.receiveMessage(result("late"));
    expect(others).toHaveLength(2);
  });
});
