import type { Hass } from "../hass.js";

/** The bus to the companion app, as Home Assistant's front end has it. */
interface External {
  config?: { hasBarCodeScanner?: number | boolean };
  fireMessage(message: Record<string, unknown>): void;
  receiveMessage: (this: External, message: Incoming) => void;
}

interface Incoming {
  id?: number;
  type: string;
  command?: string;
  payload?: { rawValue?: string; format?: string; reason?: string };
}

function bus(hass: Hass): External | undefined {
  const { auth } = hass as { auth?: { external?: External } };
  return auth?.external?.config?.hasBarCodeScanner ? auth.external : undefined;
}

/** Whether the page is shown by a companion app that can scan. */
export function hasAppScanner(hass: Hass): boolean {
  return bus(hass) !== undefined;
}

export interface AppScan {
  title: string;
  description: string;
  /** What stands on the button that leads to other ways. */
  otherwise: string;
  /** Takes what was scanned: a sentence where it can't be used, and the app goes on scanning. */
  found: (text: string) => string | undefined;
  /** The app was closed. */
  closed: () => void;
}

/**
 * Has the companion app scan; returns what ends it. Home Assistant hears of what is scanned through
 * one place, which tells only its own elements: it is listened to while the app scans.
 */
export function scanWithApp(hass: Hass, scan: AppScan): () => void {
  const external = bus(hass);
  if (external === undefined) return () => undefined;
  const before = external.receiveMessage;
  const end = (): void => {
    if (external.receiveMessage !== heard) return;
    external.receiveMessage = before;
    external.fireMessage({ type: "bar_code/close" });
  };
  const heard = function (message: Incoming): void {
    const isOurs = message.command === "bar_code/scan_result" || message.command === "bar_code/aborted";
    if (message.type !== "command" || !isOurs) {
      before.call(external, message);
      return;
    }
    external.fireMessage({ id: message.id, type: "result", success: true, result: null });
    if (message.command === "bar_code/aborted") {
      end();
      scan.closed();
      return;
    }
    const wrong = scan.found(message.payload?.rawValue ?? "");
    if (wrong === undefined) end();
    else external.fireMessage({ type: "bar_code/notify", payload: { message: wrong } });
  };
  external.receiveMessage = heard;
  external.fireMessage({
    type: "bar_code/scan",
    payload: {
      title: scan.title,
      description: scan.description,
      alternative_option_label: scan.otherwise,
    },
  });
  return end;
}
