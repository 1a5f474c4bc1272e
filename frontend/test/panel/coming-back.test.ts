import { afterEach, describe, expect, it, vi } from "vitest";
import { BackupPage } from "../../src/backup/page.js";
import type { RestoreMessage } from "../../src/backup/messages.js";
import { Confirm } from "../../src/confirm.js";
import "../../src/csv/page.js";
import { OfficialView } from "../../src/firmware/official-view.js";
import "../../src/firmware/page.js";
import type { Question } from "../../src/actions.js";
import type { Hass } from "../../src/hass.js";
import "../../src/panel/groups-page.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import { Panel } from "../../src/panel/panel.js";
import "../../src/panel/profiles-page.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const GATEWAY = { config_entry_id: "entry", name: "Roof", eui: "24E1", state: "answers", reason: null } as PanelGatewayMessage;

type Answers = Record<string, unknown>;

/** A Home Assistant that tells these messages to who subscribes, and answers these commands. */
function told(messages: Answers, answers: Answers = {}): Hass {
  const { connection } = emptyHass();
  return emptyHass({
    connection: {
      ...connection,
      subscribeMessage: (take, sent) => {
        const message = messages[String(sent["type"]).replace("milesight_network_server/", "")];
        if (message !== undefined) take(message as never);
        return Promise.resolve(() => Promise.resolve());
      },
      sendMessagePromise: (sent) => Promise.resolve({ problems: [], response: answers[String(sent["action"])] ?? {} }),
    },
  });
}

afterEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
});

describe("who comes back to a page of the panel", () => {
  it.each([
    ["import", true],
    ["firmware", true],
    ["profiles", false],
  ])("finds %s as they left it: %s", async (path, isSame) => {
    const panel = new Panel();
    const shown = async (page: string): Promise<Element> => {
      panel.route = { path: `/entry/${page}` };
      return vi.waitFor(
        () => {
          const element = panel.renderRoot.querySelector(`msns-${page}-page`);
          if (element === null) throw new Error(`not shown: ${page}`);
          return element;
        },
        { timeout: 10_000 },
      );
    };
    panel.hass = told({ "gateways/subscribe": { gateways: [GATEWAY] } });
    panel.route = { path: `/entry/${path}` };
    document.body.append(panel);
    const first = await shown(path);
    await shown("groups");
    expect((await shown(path)) === first).toBe(isSame);
  }, 30_000);

  it("sees which firmware was chosen", async () => {
    const step = new OfficialView();
    const hass = told({}, { list_official_models: { models: ["WT101", "WT201"] }, list_official_firmware: { firmware: [] } });
    Object.assign(step, {
      hass,
      words: await Words.load(hass),
      gateway: GATEWAY,
      chosen: { given: { model: "WT201", official_firmware_id: "1" }, label: "WT201", version: "" },
    });
    document.body.append(step);
    await vi.waitFor(() => {
      expect(step.renderRoot.querySelector<HTMLOptionElement>("option[selected]")?.value).toBe("WT201");
    });
  });
});

describe("a question", () => {
  it("shows how far that is what is done, and lets it stand no longer than that", async () => {
    const confirm = new Confirm();
    let end: () => void = () => undefined;
    confirm.hass = emptyHass();
    confirm.words = await Words.load(confirm.hass);
    document.body.append(confirm);
    await confirm.open({
      title: "Delete",
      text: "All of them",
      confirm: "Delete",
      act: (tell) => {
        tell("3 of 9 done");
        return new Promise<void>((_resolve, reject) => {
          end = () => {
            reject(new Error("no answer"));
          };
        });
      },
    });
    const status = (): string | undefined => confirm.renderRoot.querySelector("[role=status]")?.textContent;
    confirm.renderRoot.querySelector<HTMLButtonElement>("button.main")?.click();
    await confirm.updateComplete;
    expect(status()).toBe("3 of 9 done");
    end();
    await vi.waitFor(() => {
      expect(status()).toBe("");
    });
  });
});

describe("a restore that is under way", () => {
  const restore: RestoreMessage = {
    is_running: true,
    is_finished: false,
    is_stopping: false,
    done: 3,
    total: 9,
    response: null,
    problems: [],
    error: null,
  };

  async function shown(message: RestoreMessage): Promise<HTMLButtonElement> {
    const page = new BackupPage();
    const hass = told({ "backup/follow": message });
    Object.assign(page, { hass, words: await Words.load(hass), gateway: GATEWAY, rest: [], narrow: false });
    document.body.append(page);
    return vi.waitFor(() => {
      const buttons = [...page.renderRoot.querySelectorAll("button")];
      const found = buttons.find((one) => one.textContent.trim() === "Stop the restore");
      if (found === undefined) throw new Error("no button");
      return found;
    });
  }

  it("can be stopped, after a question that says what stays", async () => {
    const asked: Question[] = [];
    document.body.addEventListener("msns-ask", (event) => asked.push((event as CustomEvent<Question>).detail));
    (await shown(restore)).click();
    expect(asked[0]?.text).toContain("What was restored stays");
  });

  it("is not stopped twice", async () => {
    expect((await shown({ ...restore, is_stopping: true })).disabled).toBe(true);
  });
});
