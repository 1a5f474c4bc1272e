import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{n as a}from"./page-ClRysnyX.js";import{i as o}from"./panel-CeOJqNMv.js";var s=t` :host{display: flex;flex-direction: column;flex: 1;min-height: 12rem;border: 1px solid var(--msns-line);border-radius: var(--ha-card-border-radius,12px);background: var(--msns-surface);overflow: hidden;} .filters{display: flex;flex-wrap: wrap;flex: 1 0 100%;gap: 8px 16px;} .tools{display: flex;flex-wrap: wrap;align-items: center;gap: 8px;padding: 8px 12px;border-bottom: 1px solid var(--msns-line);} input[type="search"],select{font: inherit;min-height: 36px;padding: 4px 12px;border: 1px solid var(--msns-quiet);border-radius: 18px;background: var(--msns-surface);color: inherit;max-width: 100%;} input[type="search"]{flex: 1 1 12em;min-width: 8em;} .count{margin-inline-start: auto;} .scroll{position: relative;flex: 1;overflow: auto;overscroll-behavior: contain;} .scroll:focus-visible{outline-offset: -2px;} .line{display: grid;align-items: center;min-width: min-content;padding-inline: ${12}px;gap: ${12}px;} .line > *{min-width: 0;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;} .head{position: sticky;inset-block-start: 0;z-index: 1;min-height: 40px;background: var(--msns-surface);border-bottom: 1px solid var(--msns-line);} .head button{display: inline-flex;align-items: center;max-width: 100%;min-height: 32px;margin-inline-start: -4px;padding: 0 4px;border-radius: 4px;overflow: hidden;} .head .icon{width: 20px;height: 20px;} .row{height: ${48}px;gap: ${12}px;flex-wrap: nowrap;border-bottom: 1px solid var(--msns-line);} :host([narrow]) .row{height: ${64}px;} :host([opens]) .row{cursor: pointer;} .row:hover,.row[aria-selected="true"]{background: var(--msns-sunken);} .row.at{box-shadow: inset 3px 0 var(--msns-accent);} :host(:dir(rtl)) .row.at{box-shadow: inset -3px 0 var(--msns-accent);} .scroll:focus-visible .row.at{outline: 2px solid var(--msns-text);outline-offset: -2px;} .number{text-align: end;} :host(:dir(rtl)) .number{text-align: left;} .two{white-space: normal;} .two > *{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;} .two > .quiet{display: -webkit-box;-webkit-box-orient: vertical;-webkit-line-clamp: 2;white-space: normal;} input[type="checkbox"]{width: 20px;height: 20px;margin: 0;accent-color: var(--msns-accent);} .check{display: grid;place-items: center;align-self: stretch;} .none{padding: 24px 16px;} `;function c(e,t,n){let r=e,i=e.filter(e=>e.spare!==void 0&&e.key!==n).sort((e,t)=>(e.spare??0)-(t.spare??0));for(let e of i){if(l(r,t.em)<=t.width)break;r=r.filter(t=>t!==e)}return r}function l(e,t){return e.map(e=>{let[,n=`0`,r]=/([\d.]+)(px|r?em)/.exec(e.width??`minmax(7em, 1fr)`)??[];return Number(n)*(r===`px`?1:t)}).reduce((e,t)=>e+t+12,-12)}function u(e,t,n,r){let i={ArrowDown:t+1,ArrowUp:t-1,PageDown:t+r,PageUp:t-r,Home:0,End:n-1}[e];return i===void 0||n===0?void 0:Math.min(Math.max(i,0),n-1)}var d=8,f=class{#e;#t;#n=0;#r=0;#i={width:1/0,em:0};#a;constructor(e,t){this.#e=e,this.#t=t,e.addController(this)}get room(){return this.#i}get page(){return Math.max(1,Math.floor(this.#r/this.#t())-1)}drawn(e){let t=Math.min(this.#n,Math.max(0,e-1));return[t,Math.min(e,t+Math.ceil(this.#r/this.#t())+16)]}hostConnected(){this.#n=0}hostUpdated(){let e=this.#s;e!==null&&this.#a===void 0&&(this.#a=new ResizeObserver(()=>{this.#r=e.clientHeight,this.#i={width:e.clientWidth,em:Number.parseFloat(getComputedStyle(e).fontSize)},this.#e.requestUpdate()}),this.#a.observe(e))}hostDisconnected(){this.#a?.disconnect(),this.#a=void 0}scrolled=e=>{let{scrollTop:t}=e.currentTarget,n=Math.floor(t/this.#t())-d/2;this.#o(Math.max(0,n-n%(d/2)))};toFirst(){let e=this.#s;e!==null&&(e.scrollTop=0),this.#o(0)}show(e){let t=this.#s;if(t===null)return;let n=this.#t(),r=(t.querySelector(`.head`)?.clientHeight??0)+(e+1)*n-t.clientHeight;t.scrollTop=Math.min(Math.max(t.scrollTop,r),e*n)}#o(e){e!==this.#n&&(this.#n=e,this.#e.requestUpdate())}get#s(){return this.#e.renderRoot.querySelector(`.scroll`)}},p={search:``,sort:void 0,filters:{}};function m(e,t,n,r){let i=n.search.toLocaleLowerCase(r).split(/\s+/).filter(Boolean),a=t.filter(e=>e.unsearched!==!0),o=t.filter(e=>n.filters[e.key]!==void 0),s=e.filter(e=>{if(o.some(t=>g(t,e)!==n.filters[t.key]))return!1;if(i.length===0)return!0;let t=a.map(t=>g(t,e)).join(`
`).toLocaleLowerCase(r);return i.every(e=>t.includes(e))}),c=t.find(e=>e.key===n.sort?.key);if(c===void 0)return s;let{compare:l}=new Intl.Collator(r,{numeric:!0,sensitivity:`base`}),u=n.sort?.descending===!0?-1:1;return s.map(e=>({row:e,value:c.value(e)})).sort(({value:e},{value:t})=>e===null||t===null?Number(e===null)-Number(t===null):typeof e==`number`&&typeof t==`number`?u*(e-t):u*l(String(e),String(t))).map(({row:e})=>e)}function h(e,t,n){let r=new Map;for(let n of e){let e=g(t,n);r.set(e,(r.get(e)??0)+1)}let{compare:i}=new Intl.Collator(n,{numeric:!0,sensitivity:`base`});return[...r].sort(([e],[t])=>i(e,t))}function g(e,t){return String(e.value(t)??``)}var _=`–`;function v(t){let{words:n,sort:i,selectable:s}=t;return t.narrow?e`<div role="row" aria-rowindex="1" style="height: 0; overflow: hidden">
      ${s?e`<span role="columnheader">${n.text(`panel.table.selection`)}</span>`:r}
      <span role="columnheader">${t.label}</span>
    </div>`:e`<div class="line head" role="row" aria-rowindex="1" style="grid-template-columns: ${S(t)}">
    ${s?e`<span role="columnheader" class="check"
            ><input
              type="checkbox"
              aria-label=${n.text(`panel.table.select_all`)}
              .checked=${a(t.allSelected)}
              .indeterminate=${t.selected.size>0&&!t.allSelected}
              @click=${t.toggleAll}
          /></span>`:r}
    ${t.columns.map(n=>{let a=i?.key===n.key,s=a?i.descending?`descending`:`ascending`:`none`;return e`<span role="columnheader" aria-sort=${s} class=${n.numeric===!0?`number`:``}
        ><button class="plain" dir="auto" title=${n.label} data-key=${n.key} @click=${t.sortClicked}>
          ${n.label}${a?o(i.descending?`down`:`up`):r}
        </button></span
      >`})}
  </div>`}function y(t,n,i){let{words:o,columns:s,selectable:c}=t,l=t.keyOf(n),u=l===t.at,d=t.selected.has(l),f=String(s[0]?.value(n)??l);return e`<div
    class="line row ${u?`at`:``}"
    id=${u?`at`:r}
    role="row"
    data-index=${i}
    aria-rowindex=${i+2}
    aria-selected=${c?d?`true`:`false`:r}
    style="grid-template-columns: ${S(t)}"
  >
    ${c?e`<span role="gridcell" class="check"
            ><input
              type="checkbox"
              tabindex="-1"
              aria-label=${o.text(`panel.table.select`,{name:f})}
              ?disabled=${t.refused(n)!==void 0}
              .checked=${a(d)}
          /></span>`:r}
    ${t.narrow?x(s,n):s.map(e=>b(e,n))}
  </div>`}function b(t,n){let i=t.value(n),a=t.cell===void 0?String(i??``):``;return e`<span
    role="gridcell"
    dir="auto"
    class=${t.numeric===!0?`number`:``}
    title=${a||r}
    >${t.cell?.(n)??i??_}</span
  >`}function x(t,n){let[i,...a]=t,o=a.filter(e=>e.narrow===!0).map(e=>e.cell?.(n)??e.value(n)).filter(e=>e!==null&&e!==``&&e!==_&&e!==r);return e`<div role="gridcell" class="two">
    <div dir="auto">${i?.cell?.(n)??i?.value(n)??``}</div>
    <div class="quiet" dir="auto">${o.map((t,n)=>e`${n>0?` · `:``}<bdi>${t}</bdi>`)}</div>
  </div>`}function S({columns:e,narrow:t,selectable:n}){let r=t?[`minmax(0, 1fr)`]:e.map(e=>e.width??`minmax(7em, 1fr)`);return[...n?[`28px`]:[],...r].join(` `)}function C(t){let{words:n,view:i,filtered:o}=t,s=Object.keys(i.filters).length;return e`<div class="tools">
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
    ${t.narrow?w(t):r}
    ${t.selectable&&t.narrow?e`<button class="plain" @click=${t.toggleAll}>
            ${n.text(t.allSelected?`panel.table.select_none`:`panel.table.select_all`)}
          </button>`:r}
    <span class="quiet count" role="status">${t.count}</span>
    ${t.filtering?e`<div class="filters">${o.map(e=>T(t,e))}</div>`:r}
    ${s>0?e`<button
            class="plain"
            @click=${()=>{t.look({filters:{}})}}
          >
            ${n.text(`panel.table.clear`)}
          </button>`:r}
  </div>`}function w({words:t,view:n,columns:r,look:i}){let{sort:a}=n,o=({key:t,label:n},r)=>e`<option value=${r?`-${t}`:t} ?selected=${a?.key===t&&a.descending===r}>
      ${n} ${r?`↓`:`↑`}
    </option>`;return e`<select
    aria-label=${t.text(`panel.table.sort`)}
    @change=${e=>{let{value:t}=e.target,n=t.startsWith(`-`);i({sort:t===``?void 0:{key:n?t.slice(1):t,descending:n}})}}
  >
    <option value="" ?selected=${a===void 0}>${t.text(`panel.table.sort`)}</option>
    ${r.map(t=>e`${o(t,!1)} ${o(t,!0)}`)}
  </select>`}function T({words:t,view:n,look:r,choicesOf:i},a){let{key:o}=a,s=n.filters[o];return e`<label class="quiet"
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
  >`}function E(e){let t=e===``?null:sessionStorage.getItem(O(e));return t===null?void 0:JSON.parse(t)}function D(e,t){e!==``&&sessionStorage.setItem(O(e),JSON.stringify(t))}function O(e){return`msns-table-${e}`}var k=`search`,A=`sort`,j=`filter.`,M=`-`;function N(e){let t=new URLSearchParams(e),n=[...t].filter(([e])=>e.startsWith(j)),r=t.get(k),i=t.get(A);if(n.length===0&&r===null&&i===null)return;let a=i?.startsWith(M)===!0;return{search:r??``,sort:i===null?void 0:{key:a?i.slice(1):i,descending:a},filters:Object.fromEntries(n.map(([e,t])=>[e.slice(7),t]))}}function P(e,t){let n=new URLSearchParams(t);for(let e of new Set(n.keys()))(e===k||e===A||e.startsWith(j))&&n.delete(e);e.search!==``&&n.set(k,e.search),e.sort!==void 0&&n.set(A,`${e.sort.descending?M:``}${e.sort.key}`);for(let[t,r]of Object.entries(e.filters))n.set(`${j}${t}`,r);let r=n.toString();return r===``?``:`?${r}`}var F=class extends n{static properties={words:{attribute:!1},name:{},addressed:{type:Boolean},label:{},counted:{attribute:!1},columns:{attribute:!1},rows:{attribute:!1},keyOf:{attribute:!1},selectable:{type:Boolean},selected:{attribute:!1},refused:{attribute:!1},opens:{type:Boolean},narrow:{type:Boolean,reflect:!0},_view:{state:!0},_at:{state:!0},_filtering:{state:!0}};static styles=[i,s];#e=[];#t=new Map;#n=!1;#r=new f(this,()=>this.narrow?64:48);constructor(){super(),this.name=this.label=``,this.counted=String,this.columns=[],this.rows=[],this.keyOf=String,this.addressed=this.selectable=this.opens=this.narrow=!1,this.selected=new Set,this.refused=()=>void 0,this._view=p,this._filtering=!1}connectedCallback(){super.connectedCallback(),this._view=(this.addressed?N(location.search):void 0)??E(this.name)??this._view,this.#p(),this._filtering=Object.keys(this._view.filters).length>0}willUpdate(e){let t=(...t)=>t.some(t=>e.has(t));if(t(`rows`,`columns`,`words`)&&this.#t.clear(),t(`rows`,`columns`,`words`,`_view`)&&(this.#e=m(this.rows,this.columns,this._view,this.words.language)),t(`rows`,`columns`,`words`,`_view`,`selected`,`refused`)){let e=this.#u;this.#n=e.length>0&&e.every(e=>this.selected.has(this.keyOf(e)))}}render(){return e`${this.#i()}
      <div
        class="scroll"
        role="grid"
        tabindex="0"
        aria-label=${this.label}
        aria-rowcount=${this.#e.length+1}
        aria-multiselectable=${this.selectable?`true`:r}
        aria-activedescendant=${this.#f?`at`:r}
        @scroll=${this.#r.scrolled}
        @keydown=${this.#y}
        @click=${this.#v}
      >
        ${v(this.#s)} ${this.#c()}
      </div>`}#i(){return C({words:this.words,view:this._view,columns:this.#l,filtered:this.columns.filter(e=>e.filter===!0),count:this.#a,narrow:this.narrow,selectable:this.selectable,allSelected:this.#n,filtering:this._filtering,choicesOf:this.#o,look:this.#m,toggleFilters:this.#h,toggleAll:this.#_})}get#a(){let{words:e}=this,t=this.counted(this.rows.length),n=this.#e.length,r=n===this.rows.length?t:e.text(`panel.table.found`,{found:e.number(n),all:t}),i=this.selected.size;return i===0?r:`${r} · ${e.text(`panel.table.selected`,{number:e.number(i)})}`}#o=e=>{let t=this.#t.get(e.key);return t===void 0&&(t=h(this.rows,e,this.words.language),this.#t.set(e.key,t)),t};get#s(){return{words:this.words,label:this.label,columns:this.#l,sort:this._view.sort,narrow:this.narrow,selectable:this.selectable,selected:this.selected,allSelected:this.#n,keyOf:this.keyOf,refused:this.refused,at:this._at,sortClicked:this.#g,toggleAll:this.#_}}#c(){let t=this.#e;if(t.length===0)return e`<div class="none quiet" role="row">
        <span role="gridcell">${this.words.text(`panel.table.nothing_found`)}</span>
      </div>`;let n=this.narrow?64:48,[r,i]=this.#r.drawn(t.length),a=this.#s;return e`<div role="presentation" style="height: ${t.length*n}px">
      <div role="presentation" style="transform: translateY(${r*n}px)">
        ${t.slice(r,i).map((e,t)=>y(a,e,r+t))}
      </div>
    </div>`}get#l(){let e=this.columns.filter(e=>e.hidden!==!0);if(this.narrow)return e;let{width:t,em:n}=this.#r.room;return c(e,{width:t-(24+(this.selectable?40:0)),em:n},this._view.sort?.key)}get#u(){return this.#e.filter(e=>this.refused(e)===void 0)}get#d(){return this._at===void 0?-1:this.#e.findIndex(e=>this.keyOf(e)===this._at)}get#f(){let e=this.#d,[t,n]=this.#r.drawn(this.#e.length);return e>=t&&e<n}#p(){if(D(this.name,this._view),!this.addressed)return;let e=P(this._view,location.search);e!==location.search&&history.replaceState(history.state,``,`${location.pathname}${e}`)}#m=e=>{this._view={...this._view,...e},this.#p(),this.#r.toFirst()};#h=()=>{this._filtering=!this._filtering};#g=e=>{let t=e.currentTarget.dataset.key??``,{sort:n}=this._view;n?.key===t?this.#m({sort:n.descending?void 0:{key:t,descending:!0}}):this.#m({sort:{key:t,descending:!1}})};#_=()=>{let e=this.#u.map(this.keyOf),t=new Set(this.selected);if(this.#n)for(let n of e)t.delete(n);else for(let n of e)t.add(n);this.#S(t)};#v=e=>{let t=e.target,n=t.closest(`.row`),r=n===null?void 0:this.#e[Number(n.dataset.index)];r!==void 0&&t.closest(`a, button`)===null&&(this._at=this.keyOf(r),t.closest(`.check`)===null?this.opens?this.#b(r):this.selectable&&this.#x(r):this.#x(r))};#y=e=>{if(e.target!==e.currentTarget)return;let t=this.#d,n=u(e.key,t,this.#e.length,this.#r.page),r=this.#e[t];if(n!==void 0){e.preventDefault();let t=this.#e[n];t!==void 0&&(this._at=this.keyOf(t)),this.#r.show(n)}else r!==void 0&&e.key===`Enter`&&this.opens?(e.preventDefault(),this.#b(r)):r!==void 0&&e.key===` `&&this.selectable&&(e.preventDefault(),this.#x(r))};#b(e){this.dispatchEvent(new CustomEvent(`msns-open`,{detail:e}))}#x(e){if(this.refused(e)!==void 0)return;let t=this.keyOf(e),n=new Set(this.selected);n.delete(t)||n.add(t),this.#S(n)}#S(e){this.selected=e,this.dispatchEvent(new CustomEvent(`msns-select`,{detail:e}))}};customElements.define(`msns-table`,F);