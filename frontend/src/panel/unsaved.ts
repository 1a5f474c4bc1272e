import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Words } from "../words.js";
import { askToLeave } from "./dialog.js";

type Host = ReactiveControllerHost & HTMLElement & { words: Words };

/**
 * Keeps what is not saved yet from being lost by the ways out that no button of the page has: the
 * browser's way back or on, loading the page anew, closing the tab.
 */
export class Unsaved implements ReactiveController {
  readonly #host: Host;
  readonly #isDirty: () => boolean;
  readonly #leave: () => void;

  /** `leave` is what is done where a person leaves all the same. */
  constructor(host: Host, isDirty: () => boolean, leave: () => void) {
    this.#host = host;
    this.#isDirty = isDirty;
    this.#leave = leave;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("beforeunload", this.#unloaded);
    this.#navigation?.addEventListener("navigate", this.#navigated);
  }

  hostDisconnected(): void {
    window.removeEventListener("beforeunload", this.#unloaded);
    this.#navigation?.removeEventListener("navigate", this.#navigated);
  }

  /** Leaves, after a question where something would be lost. */
  readonly leave = (): void => {
    if (this.#isDirty()) askToLeave(this.#host, this.#host.words, this.#leave);
    else this.#leave();
  };

  readonly #unloaded = (event: BeforeUnloadEvent): void => {
    if (this.#isDirty()) event.preventDefault();
  };

  /** Asked before the browser goes back or on. What the page does itself asks for itself. */
  readonly #navigated = (event: NavigateEvent): void => {
    if (event.navigationType !== "traverse" || !event.cancelable || !this.#isDirty()) return;
    event.preventDefault();
    this.leave();
  };

  /** Older browsers have none, and go back unasked. */
  get #navigation(): Navigation | undefined {
    return (window as Partial<Pick<Window, "navigation">>).navigation;
  }
}
