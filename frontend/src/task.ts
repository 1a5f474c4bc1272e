import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { actions, ask } from "./actions.js";
import { byReason } from "./device-states.js";
import "./device-grid.js";
import { HASS, deviceName, type Hass } from "./hass.js";
import { icon } from "./icons.js";
import { deviceLink } from "./links.js";
import type { DeviceMessage } from "./messages.js";
import { base } from "./styles.js";
import type { Task } from "./updates-store.js";
import { outcome, progress, progressStyles } from "./task-progress.js";
import { isOver } from "./task-time.js";
import type { Words } from "./words.js";

// Of many devices with the same failure, so many are named.
const NAMED = 5;
const TICK_MS = 10_000;

/** A firmware task: what it is doing and until when, or how it ended and what can be done. */
export class TaskElement extends LitElement {
  static override properties = {
    hass: HASS,
    words: { attribute: false },
    task: { attribute: false },
    entryId: { attribute: false },
    of: { attribute: false },
  };
  static override styles = [
    base,
    progressStyles,
    css`
      :host {
        display: block;
      }
      .reasons {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      .reasons li {
        border-inline-start: 4px solid var(--msns-bad);
        padding-inline-start: 8px;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare hass: Hass;
  declare words: Words;
  declare task: Task;
  declare entryId: string;
  /** The name of its gateway. */
  declare of: string;
  #tick: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => {
      if (!isOver(this.task)) this.requestUpdate();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  override render(): TemplateResult {
    const { task } = this;
    return html`<section class="stack" aria-labelledby="name" data-task=${task.task_id} data-state=${task.state}>
      <div class="row">
        ${this.#icon()}
        <div class="grow">
          <h4 id="name">${this.#name()}</h4>
          <p class="quiet">${this.#firmware()}</p>
        </div>
      </div>
      ${isOver(task) ? outcome(task, this.words) : progress(task, this.words)}
      ${
        task.devices.length > 0 && (!isOver(task) || task.unresolved > 0)
          ? html`<msns-device-grid
              .hass=${this.hass}
              .words=${this.words}
              .devices=${task.devices}
            ></msns-device-grid>`
          : nothing
      }
      ${this.#reasons()} ${this.#buttons()}
    </section>`;
  }

  #icon(): TemplateResult {
    const { task } = this;
    if (!isOver(task)) return icon(task.state === "executing" ? "download" : "clock");
    return task.unresolved > 0 ? icon("alert", "bad") : icon("check", "good");
  }

  #name(): TemplateResult | string {
    const { task } = this;
    return deviceLink(task.device_id, task.name || this.words.text("task.nameless"));
  }

  #firmware(): string {
    const { task, words } = this;
    const version = task.firmware_version ?? "";
    const firmware = task.firmware.includes(version) ? task.firmware : `${task.firmware} ${version}`;
    return [firmware, words.devices(task.total), this.of].filter(Boolean).join(" · ");
  }

  #reasons(): TemplateResult | typeof nothing {
    const { task, words } = this;
    const meant = isOver(task) ? task.devices.filter((one) => one.unresolved) : task.devices;
    const groups = byReason(meant);
    if (groups.length === 0) {
      return isOver(task) && task.unresolved > 0
        ? html`<p>${words.text("task.unexplained")}</p>`
        : nothing;
    }
    return html`<ul class="reasons" aria-label=${words.text("task.reasons")}>
      ${groups.map(
        ({ status, devices }) =>
          html`<li>
            <strong>${words.status(status)}</strong>: ${this.#names(devices)}
            <p class="quiet">${words.advice(status)}</p>
          </li>`,
      )}
    </ul>`;
  }

  #names(devices: readonly DeviceMessage[]): (TemplateResult | string)[] {
    const parts = devices.slice(0, NAMED).map((one, index) => {
      const name = deviceName(this.hass, one.device_id, one.name);
      return html`${index === 0 ? "" : ", "}${deviceLink(one.device_id, name)}`;
    });
    const more = devices.length - NAMED;
    return more > 0 ? [...parts, ` ${this.words.text("task.more", { number: this.words.number(more) })}`] : parts;
  }

  #buttons(): TemplateResult | typeof nothing {
    const { task, words } = this;
    const canAct = this.hass.user?.is_admin === true;
    const buttons: TemplateResult[] = [];
    if (canAct && isOver(task) && task.unresolved > 0) {
      buttons.push(
        html`<button class="main" @click=${this.#retry}>
          ${words.text("task.retry", { devices: words.devices(task.unresolved) })}
        </button>`,
      );
    }
    if (canAct && !isOver(task)) {
      buttons.push(html`<button @click=${this.#cancel}>${words.text("task.cancel")}</button>`);
    }
    if (isOver(task)) {
      buttons.push(html`<button class="plain" @click=${this.#dismiss}>${words.text("task.dismiss")}</button>`);
    }
    return buttons.length > 0 ? html`<div class="row end">${buttons}</div>` : nothing;
  }

  readonly #retry = (): void => {
    const { task, words } = this;
    const span = airTime(task);
    ask(this, {
      title: words.text("task.retry", { devices: words.devices(task.unresolved) }),
      text: [
        words.text("task.retry_text", { devices: words.devices(task.unresolved), firmware: task.firmware }),
        span === null
          ? words.text("task.retry_unknown")
          : words.text("task.retry_cost", { duration: words.duration(span) }),
      ].join(" "),
      confirm: words.text("task.retry_confirm"),
      act: () => actions.retryFailed(this.hass, this.entryId, task.task_id),
    });
  };

  readonly #cancel = (): void => {
    const { task, words } = this;
    const begun = task.state === "executing" && task.starts !== null;
    const spent = begun ? (Date.now() - new Date(task.starts ?? 0).getTime()) / 1000 : 0;
    ask(this, {
      title: words.text("task.cancel_title", { name: task.name }),
      text: words.text(begun ? "task.cancel_running" : "task.cancel_pending", {
        devices: words.devices(task.total),
        spent: words.duration(spent),
      }),
      confirm: words.text("task.cancel_confirm"),
      act: () => actions.cancelTask(this.hass, this.entryId, task.task_id),
    });
  };

  readonly #dismiss = (): void => {
    this.dispatchEvent(new CustomEvent("msns-dismiss", { detail: this.task, bubbles: true, composed: true }));
  };
}

/** How long the task was on air, in seconds: another one takes about as long. */
function airTime(task: Task): number | null {
  if (task.duration !== null) return task.duration;
  if (task.starts === null || task.ends === null) return null;
  const seconds = (new Date(task.ends).getTime() - new Date(task.starts).getTime()) / 1000;
  return seconds > 0 ? seconds : null;
}

customElements.define("msns-task", TaskElement);
