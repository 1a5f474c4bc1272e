import{a as e,c as t,n,r,t as i}from"./styles-Cjdml9nH.js";import{n as a}from"./page-52uZFaD4.js";import{i as o}from"./panel-Dr5Gpdkw.js";var s={search:``,sort:void 0,filters:{}};function c(e,t,n,r){let i=n.search.toLocaleLowerCase(r).split(/\s+/).filter(Boolean),a=t.filter(e=>e.unsearched!==!0),o=t.filter(e=>n.filters[e.key]!==void 0),s=e.filter(e=>{if(o.some(t=>u(t,e)!==n.filters[t.key]))return!1;if(i.length===0)return!0;let t=a.map(t=>u(t,e)).join(`
`).toLocaleLowerCase(r);return i.every(e=>t.includes(e))}),c=t.find(e=>e.key===n.sort?.key);if(c===void 0)return s;let{compare:l}=new Intl.Collator(r,{numeric:!0,sensitivity:`base`}),d=n.sort?.descending===!0?-1:1;return s.map(e=>({row:e,value:c.value(e)})).sort(({value:e},{value:t})=>e===null||t===null?Number(e===null)-Number(t===null):typeof e==`number`&&typeof t==`number`?d*(e-t):d*l(String(e),String(t))).map(({row:e})=>e)}function l(e,t,n){let r=new Map;for(let n of e){let e=u(t,n);r.set(e,(r.get(e)??0)+1)}let{compare:i}=new Intl.Collator(n,{numeric:!0,sensitivity:`base`});return[...r].sort(([e],[t])=>i(e,t))}function u(e,t){return String(e.value(t)??``)}var d=t` :host{display: flex;flex-direction: column;flex: 1;min-height: 12rem;border: 1px solid var(--msns-line);border-radius: var(--ha-card-border-radius,12px);background: var(--msns-surface);overflow: hidden;} .tools{display: flex;flex-wrap: wrap;align-items: center;gap: 8px;padding: 8px 12px;border-bottom: 1px solid var(--msns-line);} input[type="search"],select{font: inherit;min-height: 36px;padding: 4px 12px;border: 1px solid var(--msns-quiet);border-radius: 18px;background: var(--msns-surface);color: inherit;max-width: 100%;} input[type="search"]{flex: 1 1 12em;min-width: 8em;} .count{margin-inline-start: auto;} .scroll{position: relative;flex: 1;overflow: auto;overscroll-behavior: contain;} .scroll:focus-visible{outline-offset: -2px;} .line{display: grid;align-items: center;min-width: min-content;padding-inline: 12px;gap: 12px;} .line > *{min-width: 0;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;} .head{position: sticky;inset-block-start: 0;z-index: 1;min-height: 40px;background: var(--msns-surface);border-bottom: 1px solid var(--msns-line);} .head button{display: inline-flex;align-items: center;max-width: 100%;min-height: 32px;margin-inline-start: -4px;padding: 0 4px;border-radius: 4px;overflow: hidden;} .head .icon{width: 20px;height: 20px;} .row{height: ${48}px;gap: 12px;flex-wrap: nowrap;border-bottom: 1px solid var(--msns-line);} :host([narrow]) .row{height: ${64}px;} :host([opens]) .row{cursor: pointer;} .row:hover,.row[aria-selected="true"]{background: var(--msns-sunken);} .row.at{box-shadow: inset 3px 0 var(--msns-accent);} .scroll:focus-visible .row.at{outline: 2px solid var(--msns-text);outline-offset: -2px;} .number{text-align: end;} .two{white-space: normal;} .two > *{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;} input[type="checkbox"]{width: 20px;height: 20px;margin: 0;accent-color: var(--msns-accent);} .check{display: grid;place-items: center;align-self: stretch;} .none{padding: 24px 16px;} `;function f(t){let{words:n,view:i,filtered:o}=t,s=Object.keys(i.filters).length;return e`<div class="tools">
    <input
      type="search"
      placeholder=${n.text(`panel.table.search`)}
      aria-label=${n.text(`panel.table.search`)}
      .value=${a(i.search)}
      @input=${e=>{t.look({search:e.target.value})}}
    />
    ${o.length===0?r:e`<button aria-expanded=${t.filtering?`true`:`false`} @click=${t.toggleFilters}>
            ${n.text(s>0?`panel.table.filters_active`:`panel.table.filters`,{number:n.number(s)})}
          </button>`}
    ${t.narrow?p(t):r}
    ${t.selectable&&t.narrow?e`<button class="plain" @click=${t.toggleAll}>
            ${n.text(t.allSelected?`panel.table.select_none`:`panel.table.select_all`)}
          </button>`:r}
    <span class="quiet count" role="status">${t.count}</span>
    ${t.filtering?o.map(e=>m(t,e)):r}
    ${s>0?e`<button
            class="plain"
            @click=${()=>{t.look({filters:{}})}}
          >
            ${n.text(`panel.table.clear`)}
          </button>`:r}
  </div>`}function p({words:t,view:n,columns:r,look:i}){let{sort:a}=n;return e`<select
    aria-label=${t.text(`panel.table.sort`)}
    @change=${e=>{let t=e.target.value;i({sort:t===``?void 0:{key:t,descending:!1}})}}
  >
    <option value="" ?selected=${a===void 0}>${t.text(`panel.table.sort`)}</option>
    ${r.map(t=>e`<option value=${t.key} ?selected=${a?.key===t.key}>${t.label}</option>`)}
  </select>`}function m({words:t,view:n,look:r,choicesOf:i},a){let{key:o}=a,s=n.filters[o];return e`<label class="quiet"
    >${a.label}
    <select
      data-key=${o}
      @change=${e=>{let{value:t}=e.target,i=Object.entries(n.filters).filter(([e])=>e!==o);r({filters:Object.fromEntries(t===``?i:[...i,[o,t.slice(1)]])})}}
    >
      <option value="" ?selected=${s===void 0}>${t.text(`panel.table.any`)}</option>
      ${i(a).map(([n,r])=>e`<option value=${`=${n}`} ?selected=${s===n}>
            ${n===``?t.text(`panel.table.none_given`):n} (${t.number(r)})
          </option>`)}
    </select></label
  >`}function h(e){let t=e===``?null:sessionStorage.getItem(_(e));return t===null?void 0:JSON.parse(t)}function g(e,t){e!==``&&sessionStorage.setItem(_(e),JSON.stringify(t))}function _(e){return`msns-table-${e}`}var v=`search`,y=`sort`,b=`filter.`,x=`-`;function S(e){let t=new URLSearchParams(e),n=[...t].filter(([e])=>e.startsWith(b)),r=t.get(v),i=t.get(y);if(n.length===0&&r===null&&i===null)return;let a=i?.startsWith(x)===!0;return{search:r??``,sort:i===null?void 0:{key:a?i.slice(1):i,descending:a},filters:Object.fromEntries(n.map(([e,t])=>[e.slice(7),t]))}}function C(e,t){let n=new URLSearchParams(t);for(let e of new Set(n.keys()))(e===v||e===y||e.startsWith(b))&&n.delete(e);e.search!==``&&n.set(v,e.search),e.sort!==void 0&&n.set(y,`${e.sort.descending?x:``}${e.sort.key}`);for(let[t,r]of Object.entries(e.filters))n.set(`${b}${t}`,r);let r=n.toString();return r===``?``:`?${r}`}var w=8,T=class extends n{static properties={words:{attribute:!1},name:{},addressed:{type:Boolean},label:{},counted:{attribute:!1},columns:{attribute:!1},rows:{attribute:!1},keyOf:{attribute:!1},selectable:{type:Boolean},selected:{attribute:!1},refused:{attribute:!1},opens:{type:Boolean},narrow:{type:Boolean,reflect:!0},_view:{state:!0},_first:{state:!0},_at:{state:!0},_filtering:{state:!0}};static styles=[i,d];#e=[];#t=new Map;#n=!1;#r=0;#i;constructor(){super(),this.name=this.label=``,this.counted=String,this.columns=[],this.rows=[],this.keyOf=String,this.addressed=this.selectable=this.opens=this.narrow=!1,this.selected=new Set,this.refused=()=>void 0,this._view=s,this._first=0,this._filtering=!1}connectedCallback(){super.connectedCallback(),this._view=(this.addressed?S(location.search):void 0)??h(this.name)??this._view,this.#x(),this._first=0,this._filtering=Object.keys(this._view.filters).length>0}disconnectedCallback(){super.disconnectedCallback(),this.#i?.disconnect(),this.#i=void 0}willUpdate(e){let t=(...t)=>t.some(t=>e.has(t));if(t(`rows`,`columns`,`words`)&&this.#t.clear(),t(`rows`,`columns`,`words`,`_view`)&&(this.#e=c(this.rows,this.columns,this._view,this.words.language)),t(`rows`,`columns`,`words`,`_view`,`selected`,`refused`)){let e=this.#_;this.#n=e.length>0&&e.every(e=>this.selected.has(this.keyOf(e)))}}updated(){let e=this.#g;e!==null&&this.#i===void 0&&(this.#i=new ResizeObserver(()=>{this.#r=e.clientHeight,this.requestUpdate()}),this.#i.observe(e))}render(){return e`${this.#a()}
      <div
        class="scroll"
        role="grid"
        tabindex="0"
        aria-label=${this.label}
        aria-rowcount=${this.#e.length+1}
        aria-multiselectable=${this.selectable?`true`:r}
        aria-activedescendant=${this.#y?`at`:r}
        @scroll=${this.#E}
        @keydown=${this.#O}
        @click=${this.#D}
      >
        ${this.#c()} ${this.#l()}
      </div>`}#a(){return f({words:this.words,view:this._view,columns:this.#p,filtered:this.columns.filter(e=>e.filter===!0),count:this.#o,narrow:this.narrow,selectable:this.selectable,allSelected:this.#n,filtering:this._filtering,choicesOf:this.#s,look:this.#S,toggleFilters:this.#C,toggleAll:this.#T})}get#o(){let{words:e}=this,t=this.counted(this.rows.length),n=this.#e.length,r=n===this.rows.length?t:e.text(`panel.table.found`,{found:e.number(n),all:t}),i=this.selected.size;return i===0?r:`${r} · ${e.text(`panel.table.selected`,{number:e.number(i)})}`}#s=e=>{let t=this.#t.get(e.key);return t===void 0&&(t=l(this.rows,e,this.words.language),this.#t.set(e.key,t)),t};#c(){let{sort:t}=this._view;return this.narrow?e`<div role="row" aria-rowindex="1" style="height: 0; overflow: hidden">
        ${this.selectable?e`<span role="columnheader">${this.words.text(`panel.table.selection`)}</span>`:r}
        <span role="columnheader">${this.label}</span>
      </div>`:e`<div class="line head" role="row" aria-rowindex="1" style="grid-template-columns: ${this.#m}">
      ${this.selectable?e`<span role="columnheader" class="check"
              ><input
                type="checkbox"
                aria-label=${this.words.text(`panel.table.select_all`)}
                .checked=${a(this.#n)}
                .indeterminate=${this.selected.size>0&&!this.#n}
                @click=${this.#T}
            /></span>`:r}
      ${this.#p.map(n=>{let i=t?.key===n.key,a=i?t.descending?`descending`:`ascending`:`none`;return e`<span role="columnheader" aria-sort=${a} class=${n.numeric===!0?`number`:``}
          ><button class="plain" data-key=${n.key} @click=${this.#w}>
            ${n.label}${i?o(t.descending?`down`:`up`):r}
          </button></span
        >`})}
    </div>`}#l(){let t=this.#e;if(t.length===0)return e`<div class="none quiet" role="row">
        <span role="gridcell">${this.words.text(`panel.table.nothing_found`)}</span>
      </div>`;let n=this.#h,r=Math.min(this._first,Math.max(0,t.length-1)),i=t.slice(r,r+Math.ceil(this.#r/n)+16);return e`<div role="presentation" style="height: ${t.length*n}px">
      <div role="presentation" style="transform: translateY(${r*n}px)">
        ${i.map((e,t)=>this.#u(e,r+t))}
      </div>
    </div>`}#u(t,n){let i=this.keyOf(t),o=i===this._at,s=this.selected.has(i);return e`<div
      class="line row ${o?`at`:``}"
      id=${o?`at`:r}
      role="row"
      data-index=${n}
      aria-rowindex=${n+2}
      aria-selected=${this.selectable?s?`true`:`false`:r}
      style="grid-template-columns: ${this.#m}"
    >
      ${this.selectable?e`<span role="gridcell" class="check"
              ><input
                type="checkbox"
                tabindex="-1"
                aria-label=${this.words.text(`panel.table.select`,{name:this.#b(t)})}
                ?disabled=${this.refused(t)!==void 0}
                .checked=${a(s)}
            /></span>`:r}
      ${this.narrow?this.#f(t):this.#p.map(e=>this.#d(e,t))}
    </div>`}#d(t,n){let i=t.value(n),a=t.cell===void 0?String(i??``):``;return e`<span
      role="gridcell"
      class=${t.numeric===!0?`number`:``}
      title=${a||r}
      >${t.cell?.(n)??i??`–`}</span
    >`}#f(t){let[n,...i]=this.#p,a=i.filter(e=>e.narrow===!0).map(e=>e.cell?.(t)??e.value(t)).filter(e=>e!==null&&e!==``&&e!==r);return e`<div role="gridcell" class="two">
      <div>${n?.cell?.(t)??n?.value(t)??``}</div>
      <div class="quiet">${a.map((t,n)=>e`${n>0?` · `:``}${t}`)}</div>
    </div>`}get#p(){return this.columns.filter(e=>e.hidden!==!0)}get#m(){let e=this.narrow?[`minmax(0, 1fr)`]:this.#p.map(e=>e.width??`minmax(7em, 1fr)`);return[...this.selectable?[`28px`]:[],...e].join(` `)}get#h(){return this.narrow?64:48}get#g(){return this.renderRoot.querySelector(`.scroll`)}get#_(){return this.#e.filter(e=>this.refused(e)===void 0)}get#v(){return this._at===void 0?-1:this.#e.findIndex(e=>this.keyOf(e)===this._at)}get#y(){let e=this.#v,t=this._first+Math.ceil(this.#r/this.#h)+16;return e>=this._first&&e<t}#b(e){return String(this.#p[0]?.value(e)??this.keyOf(e))}#x(){if(g(this.name,this._view),!this.addressed)return;let e=C(this._view,location.search);e!==location.search&&history.replaceState(history.state,``,`${location.pathname}${e}`)}#S=e=>{this._view={...this._view,...e},this.#x();let t=this.#g;t!==null&&(t.scrollTop=0),this._first=0};#C=()=>{this._filtering=!this._filtering};#w=e=>{let t=e.currentTarget.dataset.key??``,{sort:n}=this._view;n?.key===t?this.#S({sort:n.descending?void 0:{key:t,descending:!0}}):this.#S({sort:{key:t,descending:!1}})};#T=()=>{let e=this.#_.map(this.keyOf),t=new Set(this.selected);if(this.#n)for(let n of e)t.delete(n);else for(let n of e)t.add(n);this.#M(t)};#E=e=>{let{scrollTop:t}=e.currentTarget,n=Math.floor(t/this.#h)-w/2;this._first=Math.max(0,n-n%(w/2))};#D=e=>{let t=e.target,n=t.closest(`.row`),r=n===null?void 0:this.#e[Number(n.dataset.index)];r!==void 0&&t.closest(`a, button`)===null&&(this._at=this.keyOf(r),t.closest(`.check`)===null?this.opens?this.#A(r):this.selectable&&this.#j(r):this.#j(r))};#O=e=>{if(e.target!==e.currentTarget)return;let t=this.#v,n=Math.max(1,Math.floor(this.#r/this.#h)-1),r={ArrowDown:t+1,ArrowUp:t-1,PageDown:t+n,PageUp:t-n,Home:0,End:this.#e.length-1}[e.key],i=this.#e[t];if(r!==void 0&&this.#e.length>0){e.preventDefault();let t=Math.min(Math.max(r,0),this.#e.length-1),n=this.#e[t];n!==void 0&&(this._at=this.keyOf(n)),this.#k(t)}else i!==void 0&&e.key===`Enter`&&this.opens?(e.preventDefault(),this.#A(i)):i!==void 0&&e.key===` `&&this.selectable&&(e.preventDefault(),this.#j(i))};#k(e){let t=this.#g;if(t===null)return;let n=this.#h,r=(this.narrow?0:this.renderRoot.querySelector(`.head`)?.clientHeight??0)+(e+1)*n-t.clientHeight;t.scrollTop=Math.min(Math.max(t.scrollTop,r),e*n)}#A(e){this.dispatchEvent(new CustomEvent(`msns-open`,{detail:e}))}#j(e){if(this.refused(e)!==void 0)return;let t=this.keyOf(e),n=new Set(this.selected);n.delete(t)||n.add(t),this.#M(n)}#M(e){this.selected=e,this.dispatchEvent(new CustomEvent(`msns-select`,{detail:e}))}};customElements.define(`msns-table`,T);