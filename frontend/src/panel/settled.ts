import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What is asked, and what becomes of the answer. */
interface Asked<AnswerT> {
  ask: () => Promise<AnswerT>;
  take: (answer: AnswerT) => void;
  failed: (error: unknown) => Promise<() => void>;
}

/**
 * Asks when nothing has changed for a moment. Of several questions only the last one's answer is
 * taken: an earlier one that comes late is about what is there no more.
 */
export class SettledQuestion<AnswerT> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #asked: Asked<AnswerT>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #isOpen = false;

  constructor(host: ReactiveControllerHost, asked: Asked<AnswerT>) {
    this.#host = host;
    this.#asked = asked;
    host.addController(this);
  }

  /** Whether an answer is still to come. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks after a pause, in milliseconds, unless this is called again before. */
  askIn(pause: number): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    this.#setOpen(true);
    this.#timer = setTimeout(() => void this.#ask(round), pause);
  }

  /** Wants no answer any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#round++;
    this.#setOpen(false);
  }

  hostConnected(): void {
    // What was left unanswered when the page was put away.
    if (this.#isOpen) this.askIn(0);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#round++;
  }

  async #ask(round: number): Promise<void> {
    const { ask, take, failed } = this.#asked;
    let told: () => void;
    try {
      const answer = await ask();
      told = () => {
        take(answer);
      };
    } catch (error) {
      told = await failed(error);
    }
    if (round !== this.#round) return;
    told();
    this.#setOpen(false);
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#host.requestUpdate();
  }
}
