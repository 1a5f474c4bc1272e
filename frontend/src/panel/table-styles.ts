import { css } from "lit";

// In pixels. All rows are as high, so that those that can't be seen need not be drawn.
export const ROW = 48;
export const NARROW_ROW = 64;
// Of a row, in pixels: between its cells, at each end, and the width of the box that selects it.
export const GAP = 12;
export const PADDING = 12;
export const CHECK = 28;

/** How a table looks. */
export const tableStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 12rem;
    border: 1px solid var(--msns-line);
    border-radius: var(--ha-card-border-radius, 12px);
    background: var(--msns-surface);
    overflow: hidden;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    flex: 1 0 100%;
    gap: 8px 16px;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 8px 12px;
    border-bottom: 1px solid var(--msns-line);
  }
  input[type="search"],
  select {
    font: inherit;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid var(--msns-quiet);
    border-radius: 18px;
    background: var(--msns-surface);
    color: inherit;
    max-width: 100%;
  }
  input[type="search"] {
    flex: 1 1 12em;
    min-width: 8em;
  }
  .count {
    margin-inline-start: auto;
  }
  .scroll {
    position: relative;
    flex: 1;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .line {
    display: grid;
    align-items: center;
    min-width: min-content;
    padding-inline: ${PADDING}px;
    gap: ${GAP}px;
  }
  .line > * {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    min-height: 40px;
    background: var(--msns-surface);
    border-bottom: 1px solid var(--msns-line);
  }
  .head button {
    display: inline-flex;
    align-items: center;
    max-width: 100%;
    min-height: 32px;
    margin-inline-start: -4px;
    padding: 0 4px;
    border-radius: 4px;
    overflow: hidden;
  }
  .head .icon {
    width: 20px;
    height: 20px;
  }
  .row {
    height: ${ROW}px;
    gap: ${GAP}px;
    flex-wrap: nowrap;
    border-bottom: 1px solid var(--msns-line);
  }
  :host([narrow]) .row {
    height: ${NARROW_ROW}px;
  }
  :host([opens]) .row {
    cursor: pointer;
  }
  .row:hover,
  .row[aria-selected="true"] {
    background: var(--msns-sunken);
  }
  .row.at {
    box-shadow: inset 3px 0 var(--msns-accent);
  }
  :host(:dir(rtl)) .row.at {
    box-shadow: inset -3px 0 var(--msns-accent);
  }
  .scroll:focus-visible .row.at {
    outline: 2px solid var(--msns-text);
    outline-offset: -2px;
  }
  .number {
    text-align: end;
  }
  :host(:dir(rtl)) .number {
    text-align: left;
  }
  .two {
    white-space: normal;
  }
  .two > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* A reason may take two lines, for which the row is high enough. */
  .two > .quiet {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: normal;
  }
  input[type="checkbox"] {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--msns-accent);
  }
  .check {
    display: grid;
    place-items: center;
    align-self: stretch;
  }
  .none {
    padding: 24px 16px;
  }
`;
