import{a as e,c as t,n,r,t as i}from"./styles-DOz70ijH.js";import{c as a,s as o,t as s}from"./confirm-ByoiK-gg.js";import{n as c,r as l,t as u}from"./loader-KApyXlZo.js";import{a as d,i as f,l as p,r as m}from"./panel-A2YkbJc0.js";import{t as h}from"./card-styles-C7Tikgp2.js";import{r as g,t as ee}from"./choices-Cgpnzq9b.js";import"./form-DFcuWIU9.js";import{t as _}from"./page-B81JL-pY.js";import{t as v}from"./milesight-Cy3lMEhz.js";function y({hass:e,words:t,choices:n,proposals:r,values:i,isChosen:a}){let o=e=>t.text(`commissioning.${e}`),s=e=>o(`field.${e}`),c=e=>e.sort((e,n)=>e.label.localeCompare(n.label,t.language)),l=e=>({name:e,label:s(e),kind:`secret`,placeholder:o(`default_key`)}),{applications:u=[],profiles:d=[]}=n??{},f=d.find(e=>e.profile_id===i.profile_id),p=(r??[]).map(e=>({value:String(e.payload_codec_id),label:e.used>0?`${e.name} (${t.devices(e.used)})`:e.name}));return[{fields:[{name:`name`,label:s(`name`),kind:`text`},{name:`area_id`,label:s(`area_id`),kind:`select`,options:c(Object.values(e.areas).map(({area_id:e,name:t})=>({value:e,label:t}))),placeholder:o(`no_area`)},{name:`payload_codec_id`,label:s(`payload_codec_id`),kind:`select`,options:p,placeholder:o(r===void 0?`looking_for_model`:`no_codec`),...p.length>1&&{help:o(`several_models`)}},...f?.supports_join===!1?[{name:`dev_addr`,label:s(`dev_addr`),kind:`text`,required:!0,mono:!0},l(`nwk_s_key`),l(`app_s_key`)]:[l(`app_key`)]]},{heading:o(`same_for_all`),folded:a,fields:[{name:`application_id`,label:s(`application_id`),kind:`select`,required:!0,options:c(u.map(e=>({value:String(e.application_id),label:e.app_name})))},{name:`profile_id`,label:s(`profile_id`),kind:`select`,required:!0,options:c(d.map(e=>({value:e.profile_id,label:e.profile_name})))},{name:`f_port`,label:s(`f_port`),kind:`number`,placeholder:`1`}]}]}function b(e){return`devEui`in e}function te({devEui:e,joinEui:t,vendorId:n,vendorProfileId:r}){return t===void 0||n===void 0||r===void 0?e:`LW:D0:${t}:${e}:${n}${r}`}var x=40,S=/^[0-9A-F]{16}$/,C=/^[0-9A-F]{32}$/,w=/^(?:URN:)?LW:D(\d+):(.*)$/i,T=/^URN:(?:LW:DP|DEV:LW|LWDP):(.*)$/i,ne={deveui:`devEui`,deviceeui:`devEui`,eui:`devEui`,joineui:`joinEui`,appeui:`joinEui`,appkey:`appKey`,applicationkey:`appKey`,sn:`serialNumber`,serialnumber:`serialNumber`},re=/\b(?:dev(?:ice)?|join|app(?:lication)?)[ _-]?(?:eui|key)\s*[:=]/gi;function ie(e){let t=e.normalize(`NFKC`).replace(/[\u200B-\u200F\u2060\uFEFF\0]/g,``).trim();if(!t)return A(`nothing`,``);let n=t.replace(/\s+/g,``),r=w.exec(n);if(r){let[,e=``,t=``]=r;return e===`0`?D(t.split(`:`)):A(`schema`,`D${e}`)}let i=T.exec(n);if(i)return D((i[1]??``).split(/[:_]/));let a=ae(t);if(a.size>0){let e=ce(a);if(e!==null)return b(e)?e:E(t)??e}let o=le(t);return b(o)||o.trouble!==`nothing`?o:E(t)??o}function E(e){let t=new Set(e.toUpperCase().match(/[0-9A-F]+/g)?.filter(e=>S.test(e)&&v(e))),[n]=t;return n!==void 0&&t.size===1?{devEui:n}:null}function D(e){let[t=``,n=``,r=``,...i]=e.map(e=>e.trim()),a=O(n);if(!S.test(a))return A(`length`,n);let o={devEui:a};S.test(O(t))&&(o.joinEui=O(t)),/^[0-9A-F]{8}$/i.test(r)&&(o.vendorId=r.slice(0,4).toUpperCase(),o.vendorProfileId=r.slice(4).toUpperCase());for(let e of i){let t=e.slice(1);if(!t)continue;let n=e.charAt(0).toUpperCase();n===`O`?o.ownerToken??=t:n===`S`?o.serialNumber??=t:n===`P`&&(o.proprietary??=t)}return o}function ae(e){let t=new Map;for(let[n,r]of oe(e)){let e=ne[n.toLowerCase().replace(/[^a-z]/g,``)];e!==void 0&&r&&!t.has(e)&&t.set(e,r)}return t}function oe(e){if(e.startsWith(`{`))try{let t=JSON.parse(e);return Object.entries(t).map(([e,t])=>[e,typeof t==`string`?t:``])}catch{}return(/^[a-z]+:\/\//i.test(e)?e.replace(/^[^?#]*[?#]?/,``):e.replace(re,`
$&`)).split(/[,;&|?#\r\n\t]+/).flatMap(e=>{let t=/^\s*([A-Za-z][A-Za-z _/-]*?)\s*[:=]\s*(\S.*?)\s*$/.exec(e);return t===null?[]:[[t[1]??``,se(t[2]??``)]]})}function se(e){try{return decodeURIComponent(e)}catch{return e}}function ce(e){let t=e.get(`serialNumber`),n=e.get(`devEui`),r=O(n??``);if(n===void 0&&t!==void 0&&v(O(t))&&(r=O(t)),!S.test(r))return n===void 0?t===void 0?null:A(`serial`,t):A(`length`,n);let i={devEui:r},a=O(e.get(`joinEui`)??``);S.test(a)&&(i.joinEui=a);let o=O(e.get(`appKey`)??``);return C.test(o)&&(i.appKey=o),t!==void 0&&O(t)!==r&&(i.serialNumber=t),i}function le(e){let t=O(e);if(S.test(t))return{devEui:t};let n=e.split(/[\s,;|]+/).map(O),r=[...new Set(n.filter(e=>S.test(e)))],i=r.filter(v),[a,o]=i.length===1?i:r;if(a===void 0)return/^[0-9A-F]{10,24}$/.test(t)&&n.length===1?A(`length`,e):A(`nothing`,k(e));if(o!==void 0)return A(`several`,r.join(`, `));let s={devEui:a},c=n.filter(e=>C.test(e));return c.length===1&&c[0]!==void 0&&(s.appKey=c[0]),s}function O(e){return e.replace(/[\s:.-]/g,``).toUpperCase()}function k(e){return e.replace(/[0-9a-f]{20,}/gi,`…`)}function A(e,t){return{trouble:e,value:t.length>x?`${t.slice(0,x)}…`:t}}var j={devices:[],choices:{}},M=[`application_id`,`profile_id`,`f_port`,`area_id`];function N(e){return`msns-round-${e}`}function P(e,t=sessionStorage){try{let n=JSON.parse(t.getItem(N(e))??`null`);return{devices:n?.devices??[],choices:n?.choices??{}}}catch{return j}}function F(e,t,n=sessionStorage){n.setItem(N(e),JSON.stringify(t))}function I(e,t,n){let r={...e.choices};for(let e of M)r[e]=n[e]??``;return r[L(t.devEui)]=n.payload_codec_id??``,{devices:[...e.devices.filter(e=>e.devEui!==t.devEui),t],choices:r}}function L(e){return`codec ${e.slice(0,9)}`}function R(e,t,n,r){let i=(r-e.addedAt)/6e4;if(t===void 0)return`waiting`;switch(t.state){case`gone`:return`gone`;case`heard`:return t.signal??`heard`;case`joined`:return n&&i>=15?`not_heard`:`joined`;case`waiting`:return t.answers?i>=3?`not_joined`:`waiting`:`silent`}}var z=[`joined`,`strong`,`good`,`heard`],B=[`not_joined`,`not_heard`,`gone`,`poor`],V={not_joined:[`power`,`key`,`reach`,`plan`,`join_button`],not_heard:[`interval`,`uplink_button`,`topic`],weak:[`place`],poor:[`place`]},H=class extends n{static properties={words:{attribute:!1},standing:{reflect:!0},joining:{attribute:!1},plan:{attribute:!1},uplinks:{type:Boolean}};static styles=[i,t` :host{display: block;} .state{display: flex;align-items: center;gap: 8px;font-size: var(--ha-font-size-l,16px);} .spinner{flex: none;width: 20px;height: 20px;border: 3px solid var(--msns-line);border-block-start-color: var(--msns-accent);border-radius: 50%;animation: turn 1s linear infinite;} @keyframes turn{to{transform: rotate(1turn);} } @media (prefers-reduced-motion: reduce){.spinner{animation-duration: 6s;} } .good{color: var(--msns-good);} .bad{color: var(--msns-bad);} ul{list-style: disc;padding-inline-start: 20px;} `];render(){let{standing:t,joining:n}=this,i=t===`waiting`||t===`silent`||t===`joined`&&this.uplinks,a=z.includes(t),o=a?`✓`:B.includes(t)?`✗`:`!`,s=n?.state===`heard`&&n.rssi!==null?this.#e(`signal_numbers`,{rssi:n.rssi,snr:n.snr??`–`}):``,c=V[t];return e`<div class="stack">
      <p class="state" role="status">
        ${i?e`<span class="spinner"></span>`:e`<span aria-hidden="true" class=${a?`good`:`bad`}>${o}</span>`}
        <span>${this.#e(`standing.${t}`)}</span> <span class="quiet">${s}</span>
      </p>
      ${c===void 0?r:e`<ul>
              ${c.map(t=>e`<li>${this.#e(`check.${t}`,{plan:this.plan??`–`})}</li>`)}
            </ul>`}
    </div>`}#e(e,t){return this.words.text(`commissioning.${e}`,t)}};customElements.define(`msns-standing`,H);var U=class extends n{static properties={hass:l,words:{attribute:!1},entryId:{attribute:!1},devices:{attribute:!1},added:{attribute:!1},standings:{attribute:!1},plan:{attribute:!1},uplinks:{type:Boolean}};static styles=[i,h,t` .devices > li{display: grid;grid-template-columns: 1fr auto;gap: 2px 8px;padding-block: 10px;border-block-start: 1px solid var(--msns-line);} .devices > li > :nth-child(n + 3){grid-column: 1 / -1;} .devices button{min-height: 40px;} a{display: inline-flex;align-items: center;min-height: 40px;} `];render(){let{devices:t}=this,n=t.filter(e=>e.devEui!==this.added?.devEui);return e`<section class="stack" aria-labelledby="round">
      <h2 id="round">${this.#e(`round`,{devices:this.words.devices(t.length)})}</h2>
      <div class="row">
        <button
          @click=${()=>{this.dispatchEvent(new CustomEvent(`msns-sheet`))}}
        >
          ${this.#e(`sheet`)}
        </button>
        <button class="plain" @click=${this.#r}>${this.#e(`new_round`)}</button>
      </div>
      <ul class="devices">
        ${n.toReversed().map(e=>this.#t(e))}
      </ul>
    </section>`}#e(e,t){return this.words.text(`commissioning.${e}`,t)}#t(t){let{standing:n,joining:r}=this.standings.get(t.devEui)??{};return e`<li>
      <strong>${t.name}</strong>
      <button
        class="plain"
        aria-label=${this.#e(`remove_named`,{name:t.name})}
        @click=${()=>{this.#n(t)}}
      >
        ${this.#e(`remove`)}
      </button>
      <span class="quiet">${[this.hass.areas[t.areaId]?.name,t.devEui].filter(Boolean).join(` · `)}</span>
      <msns-standing
        .words=${this.words}
        .standing=${n??`waiting`}
        .joining=${r}
        .plan=${this.plan}
        ?uplinks=${this.uplinks}
      ></msns-standing>
      ${t.deviceId===null?``:s(t.deviceId,this.#e(`device_page`))}
    </li>`}#n(e){o(this,{title:this.#e(`remove_named`,{name:e.name}),text:this.#e(`remove_lost`),confirm:this.#e(`remove`),act:async()=>{await p(this.hass,`delete_device`,{config_entry_id:this.entryId,dev_eui:e.devEui}),this.dispatchEvent(new CustomEvent(`msns-removed`,{detail:e}))}})}#r=()=>{o(this,{title:this.#e(`new_round`),text:this.#e(`new_round_lost`),confirm:this.#e(`new_round`),act:()=>(this.dispatchEvent(new CustomEvent(`msns-new-round`)),Promise.resolve())})}};customElements.define(`msns-round`,U);function W(e){let{auth:t}=e;return t?.external?.config?.hasBarCodeScanner?t.external:void 0}function G(e){return W(e)!==void 0}function ue(e,t){let n=W(e);if(n===void 0)return()=>void 0;let r=n.receiveMessage,i=()=>{n.receiveMessage===a&&(n.receiveMessage=r,n.fireMessage({type:`bar_code/close`}))},a=function(e){let a=e.command===`bar_code/scan_result`||e.command===`bar_code/aborted`;if(e.type!==`command`||!a){r.call(n,e);return}if(n.fireMessage({id:e.id,type:`result`,success:!0,result:null}),e.command===`bar_code/aborted`){i(),t.closed();return}let o=t.found(e.payload?.rawValue??``);o===void 0?i():n.fireMessage({type:`bar_code/notify`,payload:{message:o}})};return n.receiveMessage=a,n.fireMessage({type:`bar_code/scan`,payload:{title:t.title,description:t.description,alternative_option_label:t.otherwise}}),i}var K=[800,1600];async function q(){let e=globalThis.BarcodeDetector;if(e!==void 0&&(await e.getSupportedFormats()).includes(`qr_code`)){let t=new e({formats:[`qr_code`]});return async e=>(await t.detect(e))[0]?.rawValue??null}let{default:t}=await u(async()=>{let{default:e}=await import(`./jsQR-CMEyxd39.js`).then(e=>g(e.default,1));return{default:e}},[],import.meta.url),n=document.createElement(`canvas`),r=n.getContext(`2d`,{willReadFrequently:!0});return e=>{let i=e instanceof HTMLVideoElement,a=i?e.videoWidth:e.width,o=i?e.videoHeight:e.height;if(r===null||a===0||o===0)return Promise.resolve(null);for(let s of i?K.slice(0,1):K){let c=Math.min(1,s/Math.max(a,o));n.width=Math.round(a*c),n.height=Math.round(o*c),r.drawImage(e,0,0,n.width,n.height);let{data:l}=r.getImageData(0,0,n.width,n.height),u=t(l,n.width,n.height,{inversionAttempts:i?`dontInvert`:`attemptBoth`});if(u?.data)return Promise.resolve(u.data)}return Promise.resolve(null)}}var de=150,J=10,fe=class extends n{static properties={hass:l,words:{attribute:!1},paused:{type:Boolean,reflect:!0},_camera:{state:!0},_trouble:{state:!0},_typed:{state:!0}};static styles=[i,t` :host{display: block;} :host([paused]){display: none;} .scan{width: 100%;min-height: 56px;border-radius: 28px;display: flex;align-items: center;justify-content: center;gap: 8px;} .view{position: relative;border-radius: var(--ha-card-border-radius,12px);overflow: hidden;background: #000;} video{display: block;width: 100%;height: min(45dvh,24rem);object-fit: cover;} .aim{position: absolute;inset: 12% 22%;border: 3px solid rgb(255 255 255 / 80%);border-radius: 16px;pointer-events: none;} form{display: flex;gap: 8px;align-items: end;} label.text{flex: 1;min-width: 0;} input[type="text"]{width: 100%;min-height: 44px;padding: 8px 12px;border: 1px solid var(--msns-quiet);border-radius: 6px;background: var(--msns-surface);color: inherit;font: inherit;} form button,.picture{min-height: 44px;} .picture{display: inline-flex;align-items: center;gap: 8px;padding: 4px 16px;border: 1px solid var(--msns-line);border-radius: 22px;cursor: pointer;font-weight: var(--ha-font-weight-medium,500);} .picture:focus-within{outline: 2px solid var(--msns-text);outline-offset: 2px;} .picture input{position: absolute;width: 1px;height: 1px;opacity: 0;} `];#e;#t;#n;#r=``;#i=0;constructor(){super(),this.paused=!1,this._camera=`off`,this._trouble=this._typed=``}disconnectedCallback(){super.disconnectedCallback(),this.stop()}updated(e){e.has(`paused`)&&e.get(`paused`)===!0&&this._camera===`on`&&this.#d()}start(){this._trouble=``,G(this.hass)?this.#c():this._camera===`off`&&Y()&&this.#l()}stop(){this.#n?.(),clearTimeout(this.#t);for(let e of this.#e?.getTracks()??[])e.stop();this.#e=void 0,this._camera=`off`}render(){let t=e=>this.words.text(`commissioning.${e}`),n=this._camera!==`off`;return e`<div class="stack">
      <div class="view" ?hidden=${!n}>
        <video playsinline muted aria-label=${t(`camera_view`)}></video>
        <div class="aim"></div>
      </div>
      ${n?e`<p class="quiet" role="status">${t(`aim`)}</p>`:G(this.hass)||Y()?e`<button class="main scan" @click=${this.#o}>${f(`scan`)}${t(`scan`)}</button>`:e`<p class="quiet">${t(window.isSecureContext?`no_camera`:`not_secure`)}</p>`}
      ${this._trouble===``?r:e`<p role="alert">${this._trouble}</p>`}
      <form @submit=${this.#m}>
        <label class="stack text"
          ><span class="quiet">${t(`paste`)}</span>
          <input
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            .value=${this._typed}
            @input=${this.#f}
            @paste=${this.#p}
          />
        </label>
        <button>${t(`read`)}</button>
      </form>
      <div class="row">
        <label class="picture"
          ><input type="file" accept="image/*" @change=${this.#h} />${f(`file`)}${t(`picture`)}</label
        >
        ${n?e`<button class="plain" @click=${this.#s}>${t(`camera_off`)}</button>`:r}
      </div>
    </div>`}#a(e){let t=ie(e);if(!b(t)){let e={value:t.value};return this.words.text(`commissioning.trouble.${t.trouble}`,e)}this._trouble=this._typed=``,this.dispatchEvent(new CustomEvent(`msns-scanned`,{detail:{label:t}}))}#o=()=>{this.start()};#s=()=>{this.stop()};#c(){let e=e=>this.words.text(`commissioning.${e}`);this.#n?.(),this.#n=ue(this.hass,{title:e(`scan_title`),description:e(`aim`),otherwise:e(`paste`),found:e=>this.#a(e),closed:()=>{this.renderRoot.querySelector(`input[type="text"]`)?.focus()}})}async#l(){this._camera=`starting`;try{if(this.#e=await navigator.mediaDevices.getUserMedia({video:{facingMode:`environment`,width:{ideal:1280},height:{ideal:720}}}),!this.isConnected){this.stop();return}let e=this.renderRoot.querySelector(`video`);if(e===null)return;e.srcObject=this.#e,await e.play(),this._camera=`on`;let t=await q();this.#u=()=>{t(e).then(e=>{this.#i=e===null?this.#i+1:0,this.#i>J&&(this.#r=``),e===null||this.paused||e===this.#r||(this.#r=e,this._trouble=this.#a(e)??``)}).catch(()=>void 0).finally(()=>{!this.paused&&this._camera===`on`&&this.#d()})},this.#d()}catch(e){this.stop();let t=e instanceof DOMException&&e.name===`NotAllowedError`;this._trouble=this.words.text(`commissioning.trouble.${t?`camera_refused`:`camera`}`,{reason:e instanceof Error?e.message:String(e)})}}#u=()=>void 0;#d(){clearTimeout(this.#t),this.#t=setTimeout(()=>{this.#u()},de)}#f=e=>{this._typed=e.target.value};#p=e=>{let t=e.clipboardData?.getData(`text`)??``;if(t.trim()===``)return;let n=this.#a(t);n===void 0&&e.preventDefault(),this._trouble=n??``};#m=e=>{e.preventDefault(),this._trouble=this.#a(this._typed)??``};#h=async e=>{let t=e.target,n=t.files?.[0];if(t.value=``,n!==void 0)try{let e=await createImageBitmap(n),t=await(await q())(e);e.close(),this._trouble=t===null?this.words.text(`commissioning.trouble.no_code`):this.#a(t)??``}catch{this._trouble=this.words.text(`commissioning.trouble.no_picture`,{name:n.name})}}};function Y(){return navigator.mediaDevices?.getUserMedia!==void 0}customElements.define(`msns-scanner`,fe);var pe=`ClassA-OTAA`;function X(e,t,n){let r=e.devices.at(-1)?.name??``,i=/^(.*\D|)(\d{1,4})$/.exec(r),a=r.endsWith(` ${e.devices.at(-1)?.devEui.slice(-4)??``}`);if(i!==null&&!a){let[,t=``,n=`0`]=i,r=Number(n),a;do r++,a=`${t}${String(r).padStart(n.length,`0`)}`;while(e.devices.some(e=>e.name===a));return a}return`${n||`LoRaWAN`} ${t.slice(-4)}`}function Z(e,t,n){let r=t.choices,[i,a]=n?.applications??[],o=i!==void 0&&a===void 0?String(i.application_id):``,s=n?.profiles.find(e=>e.profile_name===pe);return{name:X(t,e.devEui,``),area_id:r.area_id??``,application_id:r.application_id??o,profile_id:r.profile_id??s?.profile_id??``,payload_codec_id:r[L(e.devEui)]??``,f_port:r.f_port??(v(e.devEui)?`85`:``),app_key:e.appKey??``}}function me(e,t,n,r){let[i,a]=r,o=i!==void 0&&(a===void 0||i.used>0&&a.used===0),s=e.payload_codec_id!==``||L(t.devEui)in n.choices,c=o&&!s?String(i.payload_codec_id):e.payload_codec_id;return Q({...e,payload_codec_id:c??``},t,n,r)}function Q(e,t,n,r){let i=e=>X(n,t.devEui,e);if(![``,...r.map(e=>e.name)].map(i).includes(String(e.name)))return e;let a=r.find(t=>String(t.payload_codec_id)===e.payload_codec_id);return{...e,name:i(a?.name??``)}}var he=1e4,$=class extends _{static properties={..._.properties,_round:{state:!0},_label:{state:!0},_known:{state:!0},_proposals:{state:!0},_values:{state:!0},_problems:{state:!0},_error:{state:!0},_busy:{state:!0},_added:{state:!0},_hadApplication:{state:!0},_joining:{state:!0},_now:{state:!0}};static styles=[i,h,t` :host{display: block;} .column{display: flex;flex-direction: column;gap: 16px;width: min(100%,40rem);margin-inline: auto;} .foot{position: sticky;inset-block-end: -8px;display: flex;gap: 8px;padding-block: 8px;background: var(--primary-background-color,#fafafa);z-index: 1;} .foot button{display: flex;align-items: center;justify-content: center;gap: 8px;flex: 1;min-height: 56px;border-radius: 28px;font-size: var(--ha-font-size-l,16px);} .foot button.main{flex: 2;} .eui{font-family: var(--ha-font-family-code,monospace);} a{display: inline-flex;align-items: center;min-height: 40px;} `];#e=!0;#t=new ee(this,{read:e=>{this._error=this.#a(e),this._label!==void 0&&(this._values={...Z(this._label,this._round,e),...this.#S})},failed:e=>{a(this.hass,e).then(e=>{this._error=e})}});#n=new m(this,()=>{let e=this._round.devices.map(e=>e.devEui);if(e.length!==0)return{type:`${c}/commissioning/follow`,config_entry_id:this.#o,dev_euis:e.slice(-200)}},e=>{this._joining=new Map(this._joining).set(e.dev_eui,e)});#r;constructor(){super(),this._round=j,this._values={},this._problems={},this._error=``,this._busy=this._hadApplication=!1,this._joining=new Map,this._now=Date.now()}connectedCallback(){super.connectedCallback(),this.#r=setInterval(()=>{this._now=Date.now()},he)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.#r)}willUpdate(e){this.hasUpdated||(this._round=P(this.#o));let t=e.get(`gateway`);t!==void 0&&t.state!==this.gateway.state&&this.#n.again(),e.has(`rest`)&&this.rest[0]===`sheet`&&this.load(u(()=>import(`./sheet-s-R-rE-2.js`),[],import.meta.url))}render(){if(this.rest[0]===`sheet`&&this._round.devices.length>0)return e`<msns-sheet
        .hass=${this.hass}
        .words=${this.words}
        .heading=${this.#i(`sheet_of`,{gateway:this.gateway.name})}
        .devices=${this._round.devices}
        @msns-close=${()=>{this.go(`commission`)}}
      ></msns-sheet>`;let t=this._label===void 0&&this._added===void 0;return e`<div class="column">
      ${t?e`<h2>${this.#i(`heading`)}</h2>`:r}
      ${t&&this._round.devices.length===0?e`<p>${this.#i(`intro`)}</p>`:r}
      ${t&&this._error!==``?e`<p role="alert">${this._error}</p>`:r}
      <msns-scanner
        class=${t?`card`:``}
        .hass=${this.hass}
        .words=${this.words}
        ?paused=${!t}
        @msns-scanned=${this.#c}
      ></msns-scanner>
      ${this._label===void 0?r:this.#u(this._label)}
      ${this._added===void 0?r:this.#g(this._added)} ${this.#y()}
    </div>`}#i(e,t){return this.text(`commissioning.${e}`,t)}#a(e){return e?.applications.length===0?this.#i(`no_application`):``}get#o(){return this.gateway.config_entry_id}#s(e,t){return this.hass.connection.sendMessagePromise({type:`${c}/commissioning/${e}`,config_entry_id:this.#o,dev_eui:t})}#c=e=>{this.#l(e.detail.label)};async#l(e){this._label=e,this._known=this._proposals=void 0,this._problems={},this._error=this.#a(this.#t.value),this._values=Z(e,this._round,this.#t.value),this._hadApplication=this._values.application_id!==``;try{let t=await this.#s(`look_up`,e.devEui);if(this._label!==e||(this._known=t,this.#e=t.uplinks,t.exists))return;let n=await this.#s(`propose`,e.devEui);if(this._label!==e)return;this._proposals=n,this._values=me(this._values,e,this._round,n.proposals)}catch(t){let n=await a(this.hass,t);this._label===e&&(this._error=n)}}#u(t){let n=this._known;return n?.exists===!0?this.#d(n):e`<section class="card stack" aria-labelledby="device">
        <h2 id="device">${this.#i(`new_device`)}</h2>
        <p class="eui">${t.devEui}</p>
        ${this._error===``?r:e`<p role="alert">${this._error}</p>`}
        <msns-form
          .words=${this.words}
          .sections=${this.#p()}
          .values=${this._values}
          .problems=${this._problems}
          ?busy=${this._busy}
          @msns-change=${this.#m}
        ></msns-form>
      </section>
      <div class="foot">
        <button ?disabled=${this._busy} @click=${this.#b}>${this.#i(`leave_out`)}</button>
        <button class="main" ?disabled=${this._busy||this.#t.value===void 0} @click=${this.#h}>
          ${this.#i(this._busy?`adding`:`add`)}
        </button>
      </div>`}#d(t){return e`<section class="card stack" role="status">
        <h2>${t.name??t.dev_eui}</h2>
        <p class="eui">${t.dev_eui}</p>
        <p>${this.#i(`exists`,{name:t.name??t.dev_eui})}</p>
        ${this.#f(t.device_id)}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#b}>${this.#i(`next`)}</button>
      </div>`}#f(t){return t===null?r:e`${s(t,this.#i(`device_page`))}`}#p(){return y({hass:this.hass,words:this.words,choices:this.#t.value,proposals:this._proposals?.proposals,values:this._values,isChosen:this._round.devices.length>0||this._hadApplication})}#m=e=>{let{name:t,value:n}=e.detail,r=Object.entries(this._problems).filter(([e])=>e!==t);this._problems=Object.fromEntries(r),this._values={...this._values,[t]:n},t===`payload_codec_id`&&this._label!==void 0&&(this._values=Q(this._values,this._label,this._round,this._proposals?.proposals??[]))};#h=async()=>{let e=this._label;if(e===void 0)return;let t=Object.fromEntries(Object.entries(this._values).map(([e,t])=>[e,String(t).trim()])),{area_id:n=``,...r}=t;this._busy=!0,this._error=``,this._problems={};try{let i=Object.fromEntries(Object.entries(r).filter(([,e])=>e!==``)),a=await p(this.hass,`add_device`,{config_entry_id:this.#o,dev_eui:e.devEui,...i},{label:e=>this.#i(`field.${e}`)||e}),o=await this.#s(`look_up`,e.devEui),s={devEui:e.devEui,name:t.name||e.devEui,areaId:n,code:te(e),deviceId:o.device_id,addedAt:Date.now(),warnings:a.warnings??[]};if(n!==``&&o.device_id!==null){let e=await ge(this.hass,o.device_id,n);e!==void 0&&s.warnings.push(e)}this._label=void 0,this._added=s,this.#x(I(this._round,s,t))}catch(e){e instanceof d?(this._problems=e.fields,await this.renderRoot.querySelector(`msns-form`)?.showProblems()):this._error=await a(this.hass,e)}finally{this._busy=!1}};#g(t){return e`<section class="card stack" aria-labelledby="added">
        <h2 id="added">${t.name}</h2>
        <p class="eui">${t.devEui}</p>
        ${this.#v(t)} ${t.warnings.map(t=>e`<p class="quiet">${t}</p>`)}
      </section>
      <div class="foot">
        <button class="main" @click=${this.#b}>${f(`scan`)}${this.#i(`next`)}</button>
      </div>`}#_(e){return this.gateway.state===`answers`?R(e,this._joining.get(e.devEui),this.#e,this._now):`silent`}#v(t){return e`<msns-standing
      .words=${this.words}
      .standing=${this.#_(t)}
      .joining=${this._joining.get(t.devEui)}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this.#e}
    ></msns-standing>`}#y(){let{devices:t}=this._round;if(t.length===0||this._label!==void 0)return r;let n=new Map(t.map(e=>[e.devEui,{standing:this.#_(e),joining:this._joining.get(e.devEui)}]));return e`<msns-round
      class="card"
      .hass=${this.hass}
      .words=${this.words}
      .entryId=${this.#o}
      .devices=${t}
      .added=${this._added}
      .standings=${n}
      .plan=${this.gateway.channel_plan}
      ?uplinks=${this.#e}
      @msns-sheet=${()=>{this.go(`commission`,`sheet`)}}
      @msns-removed=${({detail:e})=>{this.#x({...this._round,devices:this._round.devices.filter(t=>t!==e)})}}
      @msns-new-round=${()=>{this._added=void 0,this.#x({...this._round,devices:[]})}}
    ></msns-round>`}#b=async()=>{this._label=this._added=void 0,this._values={},this._error=this.#a(this.#t.value),await this.updateComplete,this.renderRoot.querySelector(`msns-scanner`)?.start()};#x(e){this._round=e,F(this.#o,e)}get#S(){return Object.fromEntries(Object.entries(this._values).filter(([,e])=>e!==``))}};async function ge(e,t,n){try{await e.connection.sendMessagePromise({type:`config/device_registry/update`,device_id:t,area_id:n});return}catch(t){return a(e,t)}}customElements.define(`msns-commissioning-page`,$);export{$ as CommissioningPage};