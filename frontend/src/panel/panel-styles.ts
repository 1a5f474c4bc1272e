import { css } from "lit";

/** How the panel is laid out. */
export const panelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 100dvh;
    max-height: 100dvh;
    background: var(--primary-background-color, #fafafa);
    color: var(--msns-text);
    font-family: var(--ha-font-family-body, Roboto, sans-serif);
    font-size: var(--ha-font-size-m, 14px);
    line-height: 1.4;
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: var(--header-height, 56px);
    padding-inline: 8px 16px;
    background: var(--app-header-background-color, var(--msns-accent));
    color: var(--app-header-text-color, #fff);
    border-bottom: var(--app-header-border-bottom, none);
  }
  h1 {
    margin: 0;
    font-size: var(--ha-font-size-xl, 20px);
    font-weight: var(--ha-font-weight-normal, 400);
  }
  header select {
    margin-inline-start: auto;
    min-width: 0;
    max-width: 60%;
    min-height: 36px;
    padding: 4px 12px;
    border: 1px solid currentcolor;
    border-radius: 18px;
    background: var(--msns-surface);
    color: var(--msns-text);
    font: inherit;
    text-overflow: ellipsis;
  }
  header .only {
    margin-inline-start: auto;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .menu {
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    padding: 0;
    border: 0;
    color: inherit;
  }
  header,
  nav {
    flex: none;
  }
  nav {
    flex: none;
    border-bottom: 1px solid var(--msns-line);
    background: var(--msns-surface);
    overflow-x: auto;
    scrollbar-width: thin;
  }
  nav ul {
    display: flex;
    width: max-content;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 48px;
    padding: 0 14px;
    border-bottom: 3px solid transparent;
    color: var(--msns-text);
    text-decoration: none;
    white-space: nowrap;
  }
  nav a[aria-current] {
    border-color: var(--msns-accent);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  nav a:focus-visible {
    outline-offset: -2px;
  }
  main {
    display: flex;
    flex-direction: column;
    gap: 12px;
    flex: 1;
    min-height: 0;
    padding: 16px;
    overflow: auto;
  }
  main > :not(msns-gateway-notice) {
    flex: 1;
  }
  :host([narrow]) main {
    padding: 8px;
  }
  msns-confirm {
    display: contents;
  }
`;
