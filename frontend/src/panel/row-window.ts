import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Room } from "./fitting.js";

/** Rows beyond the edges that are drawn already; so many are scrolled before others are drawn. */
const SPARE = 8;

type Host = ReactiveControllerHost & { renderRoot: ParentNode };

/** The part of a list with thousands of rows that is drawn: what can be seen, and a few rows more. */
export class RowWindow implements ReactiveController {
  readonly #host: Host;
  readonly #rowHeight: () => number;
  #first = 0;
  #height = 0;
  #room: Room = { width: Number.POSITIVE_INFINITY, em: 0 };
  #resized: ResizeObserver | undefined;

  /** The host's element `.scroll` is what is scrolled; all rows are `rowHeight` pixels high. */
  constructor(host: Host, rowHeight: () => number) {
    this.#host = host;
    this.#rowHeight = rowHeight;
    host.addController(this);
  }

  /** How wide rows may be: as wide as they like before it is known. */
  get room(): Room {
    return this.#room;
  }

  /** How many rows a key such as Page Down goes on. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / this.#rowHeight()) - 1);
  }

  /** The first row that is drawn, and the one after the last, of `count` rows. */
  drawn(count: number): readonly [number, number] {
    const first = Math.min(this.#first, Math.max(0, count - 1));
    return [first, Math.min(count, first + Math.ceil(this.#height / this.#rowHeight()) + 2 * SPARE)];
  }

  hostConnected(): void {
    // One that is shown again begins at its first row, as the browser does.
    this.#first = 0;
  }

  hostUpdated(): void {
    const scroll = this.#scroll;
    if (scroll === null || this.#resized !== undefined) return;
    this.#resized = new ResizeObserver(() => {
      this.#height = scroll.clientHeight;
      this.#room = { width: scroll.clientWidth, em: Number.parseFloat(getComputedStyle(scroll).fontSize) };
      this.#host.requestUpdate();
    });
    this.#resized.observe(scroll);
  }

  hostDisconnected(): void {
    this.#resized?.disconnect();
    this.#resized = undefined;
  }

  readonly scrolled = (event: Event): void => {
    const { scrollTop } = event.currentTarget as HTMLElement;
    const first = Math.floor(scrollTop / this.#rowHeight()) - SPARE / 2;
    this.#begin(Math.max(0, first - (first % (SPARE / 2))));
  };

  toFirst(): void {
    const scroll = this.#scroll;
    if (scroll !== null) scroll.scrollTop = 0;
    this.#begin(0);
  }

  /** Scrolls so far that a row can be seen whole. Headings stay, and cover what is below them. */
  show(index: number): void {
    const scroll = this.#scroll;
    if (scroll === null) return;
    const height = this.#rowHeight();
    const head = scroll.querySelector(".head")?.clientHeight ?? 0;
    const least = head + (index + 1) * height - scroll.clientHeight;
    scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, least), index * height);
  }

  #begin(first: number): void {
    if (first === this.#first) return;
    this.#first = first;
    this.#host.requestUpdate();
  }

  get #scroll(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(".scroll");
  }
}
