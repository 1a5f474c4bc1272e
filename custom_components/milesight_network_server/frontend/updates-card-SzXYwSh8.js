import{a as e,c as t,i as n,n as r,r as i,t as a}from"./styles-DOz70ijH.js";import{a as o,c as s,l as c,n as l,o as u,r as ee,s as d,t as te}from"./directive-helpers-B8L4JiHd.js";import{a as f,o as p,s as m,t as h}from"./confirm-IB8lCWUe.js";import{a as g,i as _,n as v,o as ne,r as y}from"./loader-C4d4vyFw.js";import{t as b}from"./words-BL-QCca4.js";var x=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},S=d(class extends s{constructor(e){if(super(e),e.type!==c.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,r,i]){let a=te(e),{values:s,keys:c}=this.dt(t,r,i);if(!Array.isArray(a))return this.ut=c,s;let d=this.ut??=[],f=[],p,m,h=0,g=a.length-1,_=0,v=s.length-1;for(;h<=g&&_<=v;)if(a[h]===null)h++;else if(a[g]===null)g--;else if(d[h]===c[_])f[_]=o(a[h],s[_]),h++,_++;else if(d[g]===c[v])f[v]=o(a[g],s[v]),g--,v--;else if(d[h]===c[v])f[v]=o(a[h],s[v]),u(e,f[v+1],a[h]),h++,v--;else if(d[g]===c[_])f[_]=o(a[g],s[_]),u(e,a[h],a[g]),g--,_++;else if(p===void 0&&(p=x(c,_,v),m=x(d,h,g)),p.has(d[h])){if(p.has(d[g])){let t=m.get(c[_]),n=t===void 0?null:a[t];if(n===null){let t=u(e,a[h]);o(t,s[_]),f[_]=t}else f[_]=o(n,s[_]),u(e,a[h],n),a[t]=null;_++}else l(a[g]),g--}else l(a[h]),h++;for(;_<=v;){let t=u(e,f[v+1]);o(t,s[_]),f[_++]=t}for(;h<=g;){let e=a[h++];e!==null&&l(e)}return this.ut=c,ee(e,f),n}}),C=`milesight_network_server_dismissed`,w=class{#e;#t=[];constructor(e){this.#e=e}follow(e){return this.#e.subscribeMessage(({value:t})=>{this.#t=Array.isArray(t)?t.filter(e=>typeof e==`string`):[],e(new Set(this.#t))},{type:`frontend/subscribe_user_data`,key:C})}async add(e){this.#t=[...this.#t.filter(t=>t!==e),e].slice(-200),await this.#e.sendMessagePromise({type:`frontend/set_user_data`,key:C,value:this.#t})}},re=[`failed`,`done`,`received`,`receiving`,`waiting`],T={none:`waiting`,queued:`waiting`,not_started:`waiting`,group_setup:`waiting`,session_ready:`waiting`,receiving:`receiving`,received:`received`,complete:`done`};function E(e){return e.status===null?`waiting`:T[e.status]??`failed`}function ie(e){let t=[],n=[];for(let r of e)(E(r)===`failed`?t:n).push(r);return[...t,...n]}function D(e){let t=new Map;for(let n of e){let e=E(n);t.set(e,(t.get(e)??0)+1)}return t}function O(e){let t=new Map;for(let n of e){if(E(n)!==`failed`)continue;let e=t.get(n.status);e===void 0?t.set(n.status,[n]):e.push(n)}return[...t].map(([e,t])=>({status:e,devices:t})).sort((e,t)=>t.devices.length-e.devices.length)}var k={failed:`!`,done:`✓`,received:`●`,receiving:`↓`,waiting:`·`},A=24,j=4,M=6,ae=1,N=28,P=2,F=class extends r{static properties={hass:y,words:{attribute:!1},devices:{attribute:!1},_at:{state:!0},_row:{state:!0}};static styles=[a,t` :host{display: block;} .grid{overflow: auto;padding: ${P}px;border-radius: 4px;} .window{display: grid;gap: ${j}px;} .mark{display: grid;place-items: center;width: ${A}px;height: ${A}px;border: 1px solid var(--msns-quiet);border-radius: 4px;background: var(--msns-surface);color: var(--msns-text);font-size: 14px;line-height: 1;cursor: pointer;} .mark.done{border-color: var(--msns-good);background: color-mix(in srgb,var(--msns-good) 18%,var(--msns-surface));} .mark.receiving,.mark.received{border-color: var(--msns-accent);background: color-mix(in srgb,var(--msns-accent) 14%,var(--msns-surface));} .mark.failed{border: 2px solid var(--msns-bad);background: color-mix(in srgb,var(--msns-bad) 18%,var(--msns-surface));font-weight: 700;} .mark.at{outline: 2px solid var(--msns-text);outline-offset: 1px;} .legend{display: flex;flex-wrap: wrap;gap: 4px 12px;} .legend .mark{display: inline-grid;width: 16px;height: 16px;font-size: 11px;cursor: default;vertical-align: -3px;} .one{min-height: 2.8em;} `];#e=[];#t=0;#n;constructor(){super(),this._at=-1,this._row=0,this.devices=[]}connectedCallback(){super.connectedCallback(),this.#n=new ResizeObserver(([e])=>{this.#t=e?.contentRect.width??0,this.requestUpdate()}),this.#n.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.#n?.disconnect()}willUpdate(e){if(!e.has(`devices`))return;let t=this.#e[this._at];this.#e=ie(this.devices),t!==void 0&&(this._at=this.#e.findIndex(e=>L(e,t)))}render(){let t=this.#e[this._at];return e`<div class="stack">
      <div class="legend quiet">${this.#a()}</div>
      ${this.#t===0?i:this.#r(t)}
      <p class="one quiet" aria-live="polite">${t===void 0?this.words.text(`device.choose`):this.#s(t)}</p>
    </div>`}#r(t){let n=this.#i,r=Math.ceil(this.#e.length/n),a=Math.min(r,M),o=a*N+4+(r>M?A/2:0),s=Math.max(0,Math.min(this._row,r-a)-ae),c=s*n,l=(s+a+1+2)*n,u=t!==void 0&&this._at>=c&&this._at<l;return e`<div
      class="grid"
      role="listbox"
      tabindex="0"
      style="height: ${o}px"
      aria-label=${this.words.text(`device.list`,{devices:this.words.devices(this.#e.length)})}
      aria-activedescendant=${u?`device-${this._at}`:i}
      @keydown=${this.#m}
      @click=${this.#l}
      @mouseover=${this.#u}
      @focus=${this.#p}
      @scroll=${this.#d}
    >
      <div role="presentation" style="height: ${r*N}px">
        <div
          class="window"
          role="presentation"
          style="grid-template-columns: repeat(${n}, ${A}px); transform: translateY(${s*N}px)"
        >
          ${this.#e.slice(c,l).map((e,t)=>this.#o(e,c+t))}
        </div>
      </div>
    </div>`}get#i(){return Math.max(1,Math.floor((this.#t-4+j)/N))}#a(){let t=D(this.devices);return re.filter(e=>t.has(e)).map(n=>e`<span
          ><span class="mark ${n}" aria-hidden="true">${k[n]}</span>
          ${this.words.text(`mark.${n}`,{number:this.words.number(t.get(n)??0)})}</span
        >`)}#o(t,n){let r=E(t),i=`${this.#c(t)}: ${this.words.status(t.status)}`;return e`<div
      id="device-${n}"
      class="mark ${r} ${n===this._at?`at`:``}"
      role="option"
      aria-selected=${n===this._at?`true`:`false`}
      aria-label=${i}
      aria-setsize=${this.#e.length}
      aria-posinset=${n+1}
    >
      ${k[r]}
    </div>`}#s(t){let n=this.#c(t),r=E(t)===`failed`;return e`${h(t.device_id,n)}: ${this.words.status(t.status)}${r?e`. ${this.words.advice(t.status)}`:i}`}#c(e){return _(this.hass,e.device_id,e.name)}#l=e=>{let t=I(e);t!==null&&(this._at=Number(t.id.replace(`device-`,``)))};#u=e=>{let t=I(e);t!==null&&(t.title=t.ariaLabel??``)};#d=e=>{this._row=Math.floor(e.currentTarget.scrollTop/N)};#f(e){let t=this.renderRoot.querySelector(`.grid`);if(t===null)return;let n=(e+1)*N-t.clientHeight;t.scrollTop=Math.min(Math.max(t.scrollTop,n),e*N)}#p=()=>{this._at<0&&this.#e.length>0&&(this._at=0)};#m=e=>{let t=this.#e.length-1,n=getComputedStyle(this).direction===`rtl`?-1:1,r={ArrowRight:this._at+n,ArrowLeft:this._at-n,ArrowDown:this._at+this.#i,ArrowUp:this._at-this.#i,Home:0,End:t}[e.key],i=this.#e[this._at];r!==void 0&&t>=0?(e.preventDefault(),this._at=Math.min(Math.max(r,0),t),this.#f(Math.floor(this._at/this.#i))):e.key===`Enter`&&typeof i?.device_id==`string`&&ne(g(i.device_id))}};function I(e){return e.target.closest(`[role="option"]`)}function L(e,t){return e.device_id===t.device_id&&e.name===t.name}customElements.define(`msns-device-grid`,F);var R=[`waiting`,`setting_up`,`sending`,`finishing`,`ended`];function z(e){return e.state===`succeeded`||e.state===`failed`}function B(e){return z(e)?`ended`:e.state===`executing`?e.phase??`setting_up`:`waiting`}function V(e,t){if(e.ends===null)return null;let n=new Date(e.ends).getTime(),r=e.duration===null?e.starts===null?NaN:new Date(e.starts).getTime():n-e.duration*1e3;return n>r?Math.min(Math.max((t.getTime()-r)/(n-r),0),1):null}var H=t` .steps{display: flex;flex-wrap: wrap;gap: 4px 0;font-size: var(--ha-font-size-s,12px);} .steps li{display: flex;align-items: center;color: var(--msns-quiet);} .steps li + li::before{content: "";width: 16px;margin: 0 6px;border-top: 1px solid var(--msns-quiet);} .steps li[aria-current]{color: var(--msns-text);font-weight: 700;} .bar{display: flex;height: 10px;overflow: hidden;border-radius: 5px;background: var(--msns-sunken);border: 1px solid var(--msns-line);} .bar span{background: var(--msns-accent);transition: width 0.5s;} .bar .good{background: var(--msns-good);} .bar .bad{background: var(--msns-bad);} @media (prefers-reduced-motion: reduce){.bar span{transition: none;} } `;function U(t,n){let r=B(t),a=e`<ol class="steps" aria-label=${n.text(`task.phases`)}>
    ${R.map(t=>e`<li aria-current=${t===r?`step`:i}>${n.text(`task.phase.${t}`)}</li>`)}
  </ol>`;return e`${a} ${W(t,n)} ${t.state===`executing`?K(t,n):i}`}function W(t,n){let r=new Date,i=t.starts===null?null:new Date(t.starts),a=t.ends===null?null:new Date(t.ends);if(t.state!==`executing`){let t=i===null?``:n.moment(i,r),o=t===``?n.text(`task.starts_unknown`):n.text(`task.starts`,{at:t}),s=a===null?n.text(`task.ends_unknown`):G(n,a,r,`first`);return e`<p>${o} ${s}</p>`}let o=V(t,r);if(a===null||o===null)return e`<p>${n.text(t.duration===null?`task.ends_unknown`:`task.ends_passed`)}</p>`;let s=n.text(`task.time`,{percent:n.percent(o)});return e`<div class="stack" style="gap: 4px">
    <p class="quiet" id="time">${s}</p>
    <div
      class="bar"
      role="progressbar"
      aria-labelledby="time"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(o*100)}
    >
      <span style="width: ${o*100}%"></span>
    </div>
    <p>${G(n,a,r,`running`)}</p>
  </div>`}function G(e,t,n,r){let i=(t.getTime()-n.getTime())/1e3;return e.text(`task.ends_${r}`,{at:e.moment(t,n),left:e.duration(i)})}function K(t,n){let r=n.text(`task.done`,{done:n.number(t.done),total:n.number(t.total),failed:n.number(t.failed)}),a=e=>`width: ${t.total>0?e/t.total*100:0}%`;return e`<div class="stack" style="gap: 4px">
    <p class="quiet" id="done">${r}</p>
    <div
      class="bar"
      role="progressbar"
      aria-labelledby="done"
      aria-valuemin="0"
      aria-valuemax=${t.total}
      aria-valuenow=${t.done}
    >
      <span class="good" style=${a(t.done)}></span>
      <span class="bad" style=${a(t.failed)}></span>
    </div>
    ${t.phase===`finishing`?i:e`<p class="quiet">${n.text(`task.all_at_once`)}</p>`}
  </div>`}function q(t,n){let r={done:n.number(t.done),total:n.number(t.total),failed:n.number(t.failed),unresolved:n.number(t.unresolved),at:t.ends===null?`–`:n.moment(new Date(t.ends))},i=`task.succeeded`;return t.unresolved>0?i=`task.failed`:(t.failed>0||t.state===`failed`)&&(i=`task.failed_and_over`),e`<p>${n.text(i,r)}</p>`}var J=5,oe=1e4,se=class extends r{static properties={hass:y,words:{attribute:!1},task:{attribute:!1},entryId:{attribute:!1},of:{attribute:!1}};static styles=[a,H,t` :host{display: block;} .reasons{display: flex;flex-direction: column;gap: 8px;} .reasons li{border-inline-start: 4px solid var(--msns-bad);padding-inline-start: 8px;overflow-wrap: anywhere;} `];#e;connectedCallback(){super.connectedCallback(),this.#e=setInterval(()=>{z(this.task)||this.requestUpdate()},oe)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.#e)}render(){let{task:t}=this;return e`<section class="stack" aria-labelledby="name" data-task=${t.task_id} data-state=${t.state}>
      <div class="row">
        ${this.#t()}
        <div class="grow">
          <h4 id="name">${this.#n()}</h4>
          <p class="quiet">${this.#r()}</p>
        </div>
      </div>
      ${z(t)?q(t,this.words):U(t,this.words)}
      ${t.devices.length>0&&(!z(t)||t.unresolved>0)?e`<msns-device-grid
              .hass=${this.hass}
              .words=${this.words}
              .devices=${t.devices}
            ></msns-device-grid>`:i}
      ${this.#i()} ${this.#o()}
    </section>`}#t(){let{task:e}=this;return z(e)?e.unresolved>0?f(`alert`,`bad`):f(`check`,`good`):f(e.state===`executing`?`download`:`clock`)}#n(){let{task:e}=this;return h(e.device_id,e.name||this.words.text(`task.nameless`))}#r(){let{task:e,words:t}=this,n=e.firmware_version??``;return[e.firmware.includes(n)?e.firmware:`${e.firmware} ${n}`,t.devices(e.total),this.of].filter(Boolean).join(` · `)}#i(){let{task:t,words:n}=this,r=O(z(t)?t.devices.filter(e=>e.unresolved):t.devices);return r.length===0?z(t)&&t.unresolved>0?e`<p>${n.text(`task.unexplained`)}</p>`:i:e`<ul class="reasons" aria-label=${n.text(`task.reasons`)}>
      ${r.map(({status:t,devices:r})=>e`<li>
            <strong>${n.status(t)}</strong>: ${this.#a(r)}
            <p class="quiet">${n.advice(t)}</p>
          </li>`)}
    </ul>`}#a(t){let n=t.slice(0,J).map((t,n)=>{let r=_(this.hass,t.device_id,t.name);return e`${n===0?``:`, `}${h(t.device_id,r)}`}),r=t.length-J;return r>0?[...n,` ${this.words.text(`task.more`,{number:this.words.number(r)})}`]:n}#o(){let{task:t,words:n}=this,r=this.hass.user?.is_admin===!0,a=[];return r&&z(t)&&t.unresolved>0&&a.push(e`<button class="main" @click=${this.#s}>
          ${n.text(`task.retry`,{devices:n.devices(t.unresolved)})}
        </button>`),r&&!z(t)&&a.push(e`<button @click=${this.#c}>${n.text(`task.cancel`)}</button>`),z(t)&&a.push(e`<button class="plain" @click=${this.#l}>${n.text(`task.dismiss`)}</button>`),a.length>0?e`<div class="row end">${a}</div>`:i}#s=()=>{let{task:e,words:t}=this,n=ce(e);m(this,{title:t.text(`task.retry`,{devices:t.devices(e.unresolved)}),text:[t.text(`task.retry_text`,{devices:t.devices(e.unresolved),firmware:e.firmware}),n===null?t.text(`task.retry_unknown`):t.text(`task.retry_cost`,{duration:t.duration(n)})].join(` `),confirm:t.text(`task.retry_confirm`),act:()=>p.retryFailed(this.hass,this.entryId,e.task_id)})};#c=()=>{let{task:e,words:t}=this,n=e.state===`executing`&&e.starts!==null,r=n?(Date.now()-new Date(e.starts??0).getTime())/1e3:0;m(this,{title:t.text(`task.cancel_title`,{name:e.name}),text:t.text(n?`task.cancel_running`:`task.cancel_pending`,{devices:t.devices(e.total),spent:t.duration(r)}),confirm:t.text(`task.cancel_confirm`),act:()=>p.cancelTask(this.hass,this.entryId,e.task_id)})};#l=()=>{this.dispatchEvent(new CustomEvent(`msns-dismiss`,{detail:this.task,bubbles:!0,composed:!0}))}};function ce(e){if(e.duration!==null)return e.duration;if(e.starts===null||e.ends===null)return null;let t=(new Date(e.ends).getTime()-new Date(e.starts).getTime())/1e3;return t>0?t:null}customElements.define(`msns-task`,se);var le=class extends r{static properties={hass:y,words:{attribute:!1},updates:{attribute:!1},dismissed:{attribute:!1},named:{attribute:!1},_refused:{state:!0}};static styles=[a,t` :host,.parts{display: flex;flex-direction: column;gap: 16px;} h3{font-size: var(--ha-font-size-l,16px);} .part + .part{border-top: 1px solid var(--msns-line);padding-top: 16px;} .queue li{padding-block: 4px;} .queue li + li{border-top: 1px solid var(--msns-line);} `];constructor(){super(),this._refused=[]}render(){let{updates:t,words:n}=this,r=this.#n();return e`
      ${this.named?e`<h3>${h(t.gateway.device_id,this.#e)}</h3>`:i}
      ${t.gateway.answers?i:e`<p class="row">${f(`alert`,`bad`)}<span class="grow">${n.text(`gateway.silent`)}</span></p>`}
      <div class="parts">
        ${r.length>0?r:this.#t()}
      </div>
    `}get#e(){let{gateway:e}=this.updates;return _(this.hass,e.device_id,e.name)}#t(){let{words:t}=this;return this.updates.gateway.has_fuota?e`<p class="row">
      ${f(`check`,`good`)}<span class="grow">${t.text(`card.nothing`)}</span>
    </p>`:e`<p>${t.text(`card.no_fuota`)}</p>`}#n(){let e=[...this.updates.tasks.values()].filter(e=>!z(e)||!this.dismissed.has(Z(this.updates.entryId,e))),t=e.filter(e=>z(e)&&e.unresolved>0),n=e.filter(e=>!z(e)),r=e.filter(e=>z(e)&&e.unresolved===0);return[...this.#r(t),...this.#r(n.sort((e,t)=>X(e)-X(t))),...this.#i(),...this.#l(),...this.#r(r)]}#r(t){return t.length===0?[]:[e`${S(t,e=>e.task_id,t=>e`<msns-task
            class="part"
            .hass=${this.hass}
            .words=${this.words}
            .task=${t}
            .entryId=${this.updates.entryId}
            .of=${this.named?this.#e:``}
          ></msns-task>`)}`]}#i(){let{queue:t}=this.updates;if(t.length===0)return[];let n=t.reduce((e,t)=>e+t.devices,0),r=this.words.text(`queue.title`,{updates:this.words.updates(t.length),devices:this.words.devices(n)});return[e`<section class="part" aria-labelledby="queue">
        <h4 id="queue">${r}</h4>
        <ol class="queue">
          ${t.map((e,t)=>this.#a(e,t))}
        </ol>
      </section>`]}#a(t,n){let{words:r}=this,a=this.hass.user?.is_admin===!0&&t.state!==`starting`;return e`<li class="row" data-queue=${t.queue_id} data-state=${t.state}>
      ${f(ue[t.state]??`clock`,t.state===`held`?`bad`:``)}
      <div class="grow">
        <p>${Y(t)} · ${r.devices(t.devices)}${this.named?` · ${this.#e}`:``}</p>
        <p class="quiet">${this.#o(t,n)}</p>
      </div>
      ${a?e`<button
              aria-label=${r.text(`queue.cancel_label`,{name:Y(t)})}
              @click=${()=>{this.#c(t)}}
            >
              ${r.text(`queue.cancel`)}
            </button>`:i}
    </li>`}#o(e,t){let{words:n}=this,r=e.starts===null?``:n.moment(new Date(e.starts));if(e.state===`held`)return n.text(`queue.held`,{reason:e.reason??`–`});if(e.state===`staged`)return n.text(`queue.staged`);if(e.state===`starting`||e.state===`running`)return n.text(`queue.starting`);if(e.reason!==null)return n.text(`queue.waits`,{reason:e.reason});let i=this.#s(t),a=e.duration===null?``:n.text(`queue.lasts`,{duration:n.duration(e.duration)});if(i===void 0)return[r===``?n.text(`queue.next`):n.text(`queue.next_at`,{at:r}),a].join(` `);let o=r===``?`queue.after`:`queue.after_at`;return[n.text(o,{before:i,at:r}),a].filter(Boolean).join(` `)}#s(e){for(let t=e-1;t>=0;t--){let e=this.updates.queue[t];if(e!==void 0&&de.has(e.state))return Y(e)}return[...this.updates.tasks.values()].filter(e=>!z(e)).sort((e,t)=>X(e)-X(t))[0]?.name}#c(e){let{words:t}=this;m(this,{title:t.text(`queue.cancel_title`,{name:Y(e)}),text:t.text(`queue.cancel_text`,{devices:t.devices(e.devices)}),confirm:t.text(`queue.cancel_confirm`),act:()=>p.cancelQueued(this.hass,this.updates.entryId,e.queue_id)})}#l(){let{offers:t}=this.updates;if(t.length===0&&this._refused.length===0)return[];let{words:n}=this,r=t.reduce((e,t)=>e+t.devices,0);return[e`<section class="part stack" aria-labelledby="offers">
        <h4 id="offers" class="row">
          ${f(`up`)} <span>${n.text(`offers.title`,{devices:n.devices(r)})}</span>
        </h4>
        <ul class="stack">
          ${t.map(t=>e`<li>${this.#u(t)}</li>`)}
        </ul>
        ${this.#d()} ${this.#f()}
        ${this.hass.user?.is_admin===!0&&r>0?e`<div class="row end">
                <button class="main" @click=${this.#p}>
                  ${n.text(`offers.install`,{devices:n.devices(r)})}
                </button>
              </div>`:i}
      </section>`]}#u(t){return e`<p>
        ${t.model} ${t.firmware_version??``} · ${this.words.devices(t.devices)}${this.named?` · ${this.#e}`:``}
      </p>
      <p class="quiet">
        ${t.duration===null?this.words.text(`offers.lasts_unknown`):this.words.text(`offers.lasts`,{duration:this.words.duration(t.duration)})}
      </p>`}#d(){let[t]=this.updates.offers;if(t===void 0)return i;let{words:n}=this;if(!t.waits)return e`<p class="quiet">${n.text(`offers.starts_soon`)}</p>`;if(t.starts===null)return e`<p class="quiet">${n.text(`offers.starts_unknown`)}</p>`;let r=n.moment(new Date(t.starts));return e`<p class="quiet">${n.text(`offers.starts`,{at:r})}</p>`}#f(){return this._refused.length===0?i:e`<div role="alert">
      <p>${this.words.text(`offers.refused`,{devices:this.words.devices(this._refused.length)})}</p>
      <ul>
        ${this._refused.map(t=>e`<li>${h(t.device_id,_(this.hass,t.device_id,t.name))}: ${t.reason}</li>`)}
      </ul>
    </div>`}#p=()=>{let{words:e}=this,{offers:t,entryId:n}=this.updates,r=t.reduce((e,t)=>e+t.devices,0),i=t.map(e=>e.duration),a=i.filter(e=>e!==null),o=a.reduce((e,t)=>e+t,0);m(this,{title:e.text(`offers.install`,{devices:e.devices(r)}),text:[e.text(`offers.install_text`,{updates:e.updates(t.length)}),a.length===i.length?e.text(`offers.install_cost`,{duration:e.duration(o)}):e.text(`offers.lasts_unknown`)].join(` `),confirm:e.text(`offers.install_confirm`),act:async()=>{this._refused=(await p.install(this.hass,n)).refused}})}},ue={held:`alert`,staged:`pause`},de=new Set([`queued`,`next`,`starting`,`running`]);function Y(e){let t=e.firmware_version??``;return e.model===null?e.name:`${e.model} ${t}`.trim()}function X(e){let t=[`executing`,`waiting`,`pending`].indexOf(e.state);return t<0?3:t}function Z(e,t){return[e,t.task_id,t.ends??``].join(` `)}customElements.define(`msns-gateway-updates`,le);function fe(e,t){let n=t.gateway??e?.gateway;if(!(t.gone||n===void 0))return{entryId:t.config_entry_id,gateway:n,offers:t.offers??e?.offers??[],queue:t.queue??e?.queue??[],tasks:pe(e?.tasks,t)}}function pe(e,t){let{tasks:n,gone_tasks:r,devices:i,statuses:a}=t;if(e!==void 0&&!n&&!r&&!i&&!a)return e;let o=new Map(e);for(let e of r??[])o.delete(e);for(let e of n??[])o.set(e.task_id,{...e,devices:o.get(e.task_id)?.devices??[]});for(let e of i??[]){let t=o.get(e.task_id);t!==void 0&&o.set(e.task_id,{...t,devices:[...t.devices.slice(0,e.first),...e.devices]})}for(let e of a??[]){let t=o.get(e.task_id);if(t===void 0)continue;let n=[...t.devices];e.places.forEach((t,r)=>{let i=n[t];i!==void 0&&(n[t]={...i,status:e.statuses[r]??null,unresolved:e.unresolved[r]??!1})}),o.set(e.task_id,{...t,devices:n})}return o}var me=class e{#e;#t=new Set;#n=new Map;#r;#i=!1;#a=!1;#o=0;#s;constructor(e){this.#e=e}static of(t){let n=Q.get(t);return n===void 0&&Q.set(t,n=new e(t)),n}follow(e){return this.#t.add(e),this.#i&&e(this.#n,this.#r),this.#a||(this.#a=!0,this.#e.addEventListener(`ready`,this.#c),this.#c()),()=>{this.#t.delete(e),setTimeout(this.#d,ge)}}#c=()=>{let e=++this.#o,t=!0;this.#e.subscribeMessage(n=>{e===this.#o&&(t&&(this.#n=new Map),t=!1,this.#l(n))},{type:`${v}/updates/subscribe`},{resubscribe:!1}).then(n=>{if(e!==this.#o)return n();this.#s=n,t&&(this.#n=new Map),t=!1,this.#r=void 0,this.#u()},t=>{e===this.#o&&(he(t)&&setTimeout(()=>{e===this.#o&&this.#a&&this.#c()},_e),this.#r=t,this.#u())}).catch(()=>void 0)};#l(e){let t=new Map(this.#n),n=fe(t.get(e.config_entry_id),e);n===void 0?t.delete(e.config_entry_id):t.set(e.config_entry_id,n),this.#n=t,this.#u()}#u(){this.#i=!0;for(let e of this.#t)e(this.#n,this.#r)}#d=()=>{this.#t.size>0||!this.#a||(this.#a=this.#i=!1,this.#o++,this.#e.removeEventListener(`ready`,this.#c),this.#s?.().catch(()=>void 0),this.#s=void 0)}};function he(e){return typeof e==`object`&&!!e&&`code`in e&&e.code===`unknown_command`}var ge=2e3,_e=2e3,Q=new WeakMap,$=class extends r{static properties={hass:y,config:{attribute:!1},_gateways:{state:!0},_dismissed:{state:!0},_words:{state:!0},_error:{state:!0}};static styles=[a,t` :host{display: block;height: 100%;} .card{display: flex;flex-direction: column;gap: 16px;height: 100%;padding: 16px;overflow: auto;background: var(--msns-surface);border: var(--ha-card-border-width,1px) solid var(--ha-card-border-color,var(--msns-line));border-radius: var(--ha-card-border-radius,12px);box-shadow: var(--ha-card-box-shadow,none);font-family: var(--ha-font-family-body,inherit);font-size: var(--ha-font-size-m,14px);line-height: 1.4;} h2{font-size: var(--ha-font-size-xl,20px);font-weight: var(--ha-font-weight-normal,400);overflow-wrap: anywhere;} msns-confirm{display: contents;} msns-gateway-updates + msns-gateway-updates{border-top: 2px solid var(--msns-line);padding-top: 16px;} `];#e=[];#t;#n;constructor(){super(),this._dismissed=new Set,this.addEventListener(`msns-ask`,e=>{e.stopPropagation();let t=e.detail;this.renderRoot.querySelector(`msns-confirm`)?.open(t)}),this.addEventListener(`msns-dismiss`,e=>{let t=e.detail,n=[...this._gateways?.values()??[]].find(e=>e.tasks.get(t.task_id)===t);n!==void 0&&this.#t?.add(Z(n.entryId,t))})}connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.#a()}disconnectedCallback(){super.disconnectedCallback();for(let e of this.#e)e();this.#e=[]}firstUpdated(){this.#a()}willUpdate(){this.#n!==this.hass.locale&&(this.#n=this.hass.locale,b.load(this.hass).then(e=>{this._words=e},e=>{this._error=e}))}render(){let t=this._words;return e`<div class="card">
      ${this.config.title?e`<h2>${this.config.title}</h2>`:i}
      ${t===void 0?i:this.#r(t)}
      ${t===void 0?i:e`<msns-confirm .hass=${this.hass} .words=${t}></msns-confirm>`}
    </div>`}#r(t){if(this._error!==void 0)return e`<p role="alert">${t.text(`card.not_told`)}</p>`;if(this._gateways===void 0)return e`<p class="quiet">${t.text(`card.loading`)}</p>`;let n=this.#i(this._gateways);return n.length===0?e`<p>${t.text(`card.no_gateway`)}</p>`:e`${S(n,e=>e.entryId,n=>e`<msns-gateway-updates
          .hass=${this.hass}
          .words=${t}
          .updates=${n}
          .dismissed=${this._dismissed}
          .named=${(this._gateways?.size??0)>1}
        ></msns-gateway-updates>`)}`}#i(e){let{device:t}=this.config;return[...e.values()].filter(e=>!t||e.gateway.device_id===t).sort((e,t)=>e.gateway.name.localeCompare(t.gateway.name))}#a(){let{connection:e}=this.hass,t=(this.#t=new w(e)).follow(e=>{this._dismissed=e});this.#e=[me.of(e).follow((e,t)=>{this._gateways=e,this._error=t}),()=>{t.then(e=>e()).catch(()=>void 0)}]}};customElements.define(`msns-updates-card`,$);export{$ as UpdatesCard};