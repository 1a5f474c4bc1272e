/** How far a firmware task is, and how it ended. */

import { css, html, nothing, type TemplateResult } from "lit";
import { PHASES, elapsedShare, phaseOf } from "./task-time.js";
import type { Task } from "./updates-store.js";
import type { Words } from "./words.js";

export const progressStyles = css`
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 0;
    font-size: var(--ha-font-size-s, 12px);
  }
  .steps li {
    display: flex;
    align-items: center;
    color: var(--msns-quiet);
  }
  .steps li + li::before {
    content: "";
    width: 16px;
    margin: 0 6px;
    border-top: 1px solid var(--msns-quiet);
  }
  .steps li[aria-current] {
    color: var(--msns-text);
    font-weight: 700;
  }
  .bar {
    display: flex;
    height: 10px;
    overflow: hidden;
    border-radius: 5px;
    background: var(--msns-sunken);
    border: 1px solid var(--msns-line);
  }
  .bar span {
    background: var(--msns-accent);
    transition: width 0.5s;
  }
  .bar .good {
    background: var(--msns-good);
  }
  .bar .bad {
    background: var(--msns-bad);
  }
  @media (prefers-reduced-motion: reduce) {
    .bar span {
      transition: none;
    }
  }
`;

/** A task that has not ended: its phase, its time, its devices. */
export function progress(task: Task, words: Words): TemplateResult {
  const phase = phaseOf(task);
  const steps = html`<ol class="steps" aria-label=${words.text("task.phases")}>
    ${PHASES.map(
      (one) =>
        html`<li aria-current=${one === phase ? "step" : nothing}>${words.text(`task.phase.${one}`)}</li>`,
    )}
  </ol>`;
  return html`${steps} ${time(task, words)} ${task.state === "executing" ? devicesDone(task, words) : nothing}`;
}

function time(task: Task, words: Words): TemplateResult {
  const now = new Date();
  const starts = task.starts === null ? null : new Date(task.starts);
  const ends = task.ends === null ? null : new Date(task.ends);
  if (task.state !== "executing") {
    const at = starts === null ? "" : words.moment(starts, now);
    const when = at === "" ? words.text("task.starts_unknown") : words.text("task.starts", { at });
    const until = ends === null ? words.text("task.ends_unknown") : endsAt(words, ends, now, "first");
    return html`<p>${when} ${until}</p>`;
  }
  const share = elapsedShare(task, now);
  if (ends === null || share === null) {
    return html`<p>${words.text(task.duration === null ? "task.ends_unknown" : "task.ends_passed")}</p>`;
  }
  const label = words.text("task.time", { percent: words.percent(share) });
  return html`<div class="stack" style="gap: 4px">
    <p class="quiet" id="time">${label}</p>
    <div
      class="bar"
      role="progressbar"
      aria-labelledby="time"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share * 100)}
    >
      <span style="width: ${share * 100}%"></span>
    </div>
    <p>${endsAt(words, ends, now, "running")}</p>
  </div>`;
}

function endsAt(words: Words, ends: Date, now: Date, how: "first" | "running"): string {
  const left = (ends.getTime() - now.getTime()) / 1000;
  return words.text(`task.ends_${how}`, {
    at: words.moment(ends, now),
    left: words.duration(left),
  });
}

function devicesDone(task: Task, words: Words): TemplateResult {
  const label = words.text("task.done", {
    done: words.number(task.done),
    total: words.number(task.total),
    failed: words.number(task.failed),
  });
  const width = (count: number): string => `width: ${task.total > 0 ? (count / task.total) * 100 : 0}%`;
  return html`<div class="stack" style="gap: 4px">
    <p class="quiet" id="done">${label}</p>
    <div
      class="bar"
      role="progressbar"
      aria-labelledby="done"
      aria-valuemin="0"
      aria-valuemax=${task.total}
      aria-valuenow=${task.done}
    >
      <span class="good" style=${width(task.done)}></span>
      <span class="bad" style=${width(task.failed)}></span>
    </div>
    ${task.phase === "finishing" ? nothing : html`<p class="quiet">${words.text("task.all_at_once")}</p>`}
  </div>`;
}

/** A task that has ended. */
export function outcome(task: Task, words: Words): TemplateResult {
  const values = {
    done: words.number(task.done),
    total: words.number(task.total),
    failed: words.number(task.failed),
    unresolved: words.number(task.unresolved),
    at: task.ends === null ? "–" : words.moment(new Date(task.ends)),
  };
  let key = "task.succeeded";
  if (task.unresolved > 0) key = "task.failed";
  else if (task.failed > 0 || task.state === "failed") key = "task.failed_and_over";
  return html`<p>${words.text(key, values)}</p>`;
}
