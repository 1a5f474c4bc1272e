import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{n as a}from"./page-ClRysnyX.js";import{i as o}from"./panel-CeOJqNMv.js";var s=t` :host{display: block;} .fields{display: grid;grid-template-columns: repeat(auto-fit,minmax(min(100%,15rem),1fr));gap: 16px;margin-block: 8px 16px;} .field{display: flex;flex-direction: column;gap: 4px;min-width: 0;} .wide{grid-column: 1 / -1;} .label{font-size: var(--ha-font-size-m,14px);font-weight: var(--ha-font-weight-medium,500);} input:not([type="checkbox"]),select,textarea{flex: 1;width: 100%;min-width: 0;min-height: 40px;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} textarea{min-height: 5em;resize: vertical;} input[readonly]{background: var(--msns-sunken);} ::placeholder{color: var(--msns-quiet);opacity: 1;} .mono{font-family: var(--ha-font-family-code,monospace);} input[type="checkbox"]{width: 20px;height: 20px;margin: 0;accent-color: var(--msns-accent);} .switch{display: flex;align-items: center;gap: 12px;min-height: 40px;} .input{display: flex;align-items: center;gap: 8px;} [aria-invalid="true"]{border-color: var(--msns-bad) !important;border-width: 2px !important;} .problem{display: flex;gap: 6px;color: var(--msns-text);font-size: var(--ha-font-size-s,12px);overflow-wrap: anywhere;} .problem .icon{width: 18px;height: 18px;color: var(--msns-bad);} .note{border-inline-start: 4px solid var(--msns-accent);padding-inline-start: 8px;font-size: var(--ha-font-size-s,12px);} summary{cursor: pointer;padding-block: 8px;font-weight: var(--ha-font-weight-medium,500);} `,c=class extends n{static properties={words:{attribute:!1},sections:{attribute:!1},values:{attribute:!1},problems:{attribute:!1},notes:{attribute:!1},busy:{type:Boolean},_revealed:{state:!0}};static styles=[i,s];#e=new Set;#t=!1;constructor(){super(),this.sections=[],this.values={},this.problems={},this.notes={},this.busy=!1,this._revealed=new Set}render(){let t=new Set(this.sections.flatMap(e=>e.fields.map(e=>e.name))),n=Object.entries(this.problems).filter(([e])=>!t.has(e));return e`${n.map(([,t])=>e`<p role="alert">${t}</p>`)}
    ${this.sections.map(e=>this.#n(e))}`}showProblems(){this.#t=!0,this.requestUpdate()}updated(){if(!this.#t||this.busy||Object.keys(this.problems).length===0)return;this.#t=!1;let e=this.renderRoot.querySelector(`[aria-invalid="true"], [role="alert"]`);e?.scrollIntoView({block:`center`}),e?.matches(`input, select, textarea`)===!0&&e.focus()}#n(t){let n=e`<div class="fields">${t.fields.map(e=>this.#i(e))}</div>`;if(t.folded!==!0)return e`${t.heading===void 0?r:e`<h3>${t.heading}</h3>`} ${n}`;let i=t.fields.some(({name:e})=>this.problems[e]!==void 0),o=t.heading??``;return i&&this.#e.add(o),e`<details
      .open=${a(this.#e.has(o))}
      @toggle=${e=>{this.#r(o,e.target.open)}}
    >
      <summary
        @click=${e=>{e.preventDefault(),this.#r(o,!this.#e.has(o)),this.requestUpdate()}}
      >
        ${o}
      </summary>
      ${n}
    </details>`}#r(e,t){t?this.#e.add(e):this.#e.delete(e)}#i(t){let{name:n}=t,i=this.problems[n],a=this.notes[n],s=[i===void 0?``:`${n}-problem`,a===void 0?``:`${n}-note`,t.help===void 0?``:`${n}-help`].filter(Boolean).join(` `);return e`<div class="field ${t.kind===`lines`?`wide`:``}" data-field=${n}>
      ${t.kind===`switch`?this.#a(t,s):e`<label class="label" for=${n}>${t.label}${t.required===!0?` *`:``}</label>
              <div class="input">
                ${this.#o(t,s)}
                ${t.unit===void 0?r:e`<span class="quiet">${t.unit}</span>`}
                ${t.kind===`secret`?this.#s(t):r}
              </div>`}
      ${i===void 0?r:e`<p class="problem" id="${n}-problem">${o(`alert`)}<span>${i}</span></p>`}
      ${a===void 0?r:e`<p class="note" id="${n}-note">${a}</p>`}
      ${t.help===void 0?r:e`<p class="quiet" id="${n}-help">${t.help}</p>`}
    </div>`}#a(t,n){return e`<label class="switch"
      ><input
        type="checkbox"
        id=${t.name}
        .checked=${a(this.values[t.name]===!0)}
        ?disabled=${this.busy||t.readonly===!0}
        aria-describedby=${n||r}
        @change=${e=>{this.#l(t.name,e.target.checked)}}
      /><span class="label">${t.label}</span></label
    >`}#o(t,n){let{name:i}=t,o=String(this.values[i]??``),s=this.problems[i]===void 0?r:`true`;if(t.kind===`select`){let c=t.options??[],l=o===``||c.some(e=>e.value===o);return e`<select
        id=${i}
        ?disabled=${this.busy||t.readonly===!0}
        aria-invalid=${s}
        aria-describedby=${n||r}
        .value=${a(o)}
        @change=${this.#c}
      >
        ${t.required===!0&&o!==``?r:e`<option value="" ?selected=${o===``}>${t.placeholder??``}</option>`}
        ${l?r:e`<option value=${o} selected>${o}</option>`}
        ${c.map(t=>e`<option value=${t.value} ?selected=${t.value===o}>${t.label}</option>`)}
      </select>`}if(t.kind===`lines`)return e`<textarea
        id=${i}
        .value=${a(o)}
        placeholder=${t.placeholder??r}
        ?disabled=${this.busy}
        aria-invalid=${s}
        aria-describedby=${n||r}
        @input=${this.#c}
      ></textarea>`;let c=t.kind===`secret`&&!this._revealed.has(i);return e`<input
      id=${i}
      class=${t.kind===`secret`||t.mono===!0?`mono`:``}
      type=${c?`password`:`text`}
      inputmode=${t.kind===`number`?`numeric`:r}
      autocomplete=${t.kind===`secret`?`new-password`:`off`}
      autocapitalize="off"
      spellcheck="false"
      .value=${a(o)}
      placeholder=${t.placeholder??r}
      ?readonly=${t.readonly===!0}
      ?disabled=${this.busy}
      aria-required=${t.required===!0?`true`:r}
      aria-invalid=${s}
      aria-describedby=${n||r}
      @input=${this.#c}
    />`}#s(t){let{name:n}=t,i=this._revealed.has(n);return t.kept!==!0&&this.values[n]===void 0?r:e`<button
      type="button"
      class="plain"
      aria-pressed=${i?`true`:`false`}
      aria-label=${this.words.text(i?`panel.form.hide_key`:`panel.form.show_key`,{field:t.label})}
      @click=${()=>{let e=new Set(this._revealed);e.delete(n)||(e.add(n),this.dispatchEvent(new CustomEvent(`msns-reveal`,{detail:n}))),this._revealed=e}}
    >
      ${this.words.text(i?`panel.form.hide`:`panel.form.show`)}
    </button>`}#c=e=>{let{id:t,value:n}=e.target;this.#l(t,n)};#l(e,t){this.dispatchEvent(new CustomEvent(`msns-change`,{detail:{name:e,value:t}}))}};customElements.define(`msns-form`,c);