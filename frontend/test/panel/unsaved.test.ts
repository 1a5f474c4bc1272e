import { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Question } from "../../src/actions.js";
import { Unsaved } from "../../src/panel/unsaved.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

class Host extends LitElement {
  declare words: Words;
}
customElements.define("test-unsaved-host", Host);

let host: Host;
let unsaved: Unsaved;
let isDirty: boolean;
let questions: Question[];
const left = vi.fn();

beforeEach(async () => {
  isDirty = true;
  questions = [];
  left.mockReset();
  vi.stubGlobal("navigation", new EventTarget());
  host = new Host();
  host.words = await Words.load(emptyHass());
  unsaved = new Unsaved(host, () => isDirty, left);
  host.addEventListener("msns-ask", (event) => questions.push((event as CustomEvent<Question>).detail));
  document.body.append(host);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** Whether the browser may go back. */
function mayGoBack(navigationType = "traverse"): boolean {
  const event = Object.assign(new Event("navigate", { cancelable: true }), { navigationType });
  return navigation.dispatchEvent(event);
}

function isHeldBack(): boolean {
  const event = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

describe("what is not saved", () => {
  it("is left after a question", async () => {
    unsaved.leave();
    expect(questions).toHaveLength(1);
    expect(left).not.toHaveBeenCalled();
    await questions[0]?.act(() => undefined);
    expect(left).toHaveBeenCalledOnce();
  });

  it("stays when somebody goes back, with a question", () => {
    expect(mayGoBack()).toBe(false);
    expect(questions).toHaveLength(1);
  });

  it("leaves to the page where that goes itself", () => {
    expect(mayGoBack("push")).toBe(true);
    expect(questions).toEqual([]);
  });

  it("holds back a page that is closed", () => {
    expect(isHeldBack()).toBe(true);
  });
});

describe("where nothing would be lost", () => {
  beforeEach(() => {
    isDirty = false;
  });

  it("nothing is asked", () => {
    unsaved.leave();
    expect(left).toHaveBeenCalledOnce();
    expect(questions).toEqual([]);
  });

  it("the browser's way back is free", () => {
    expect(mayGoBack()).toBe(true);
  });

  it("the page may be closed", () => {
    expect(isHeldBack()).toBe(false);
  });
});

it("what is no longer there holds nothing back", () => {
  host.remove();
  expect(isHeldBack()).toBe(false);
  expect(mayGoBack()).toBe(true);
});
