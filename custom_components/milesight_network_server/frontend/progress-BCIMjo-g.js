import{a as e,c as t,n,t as r}from"./styles-DOz70ijH.js";var i=class extends n{static properties={done:{type:Number},total:{type:Number},label:{}};static styles=[r,t` :host{display: block;} .bar{height: 8px;border-radius: 4px;background: var(--msns-sunken);overflow: hidden;} .bar > div{height: 100%;background: var(--msns-accent);transition: width 200ms;} @media (prefers-reduced-motion: reduce){.bar > div{transition: none;} } `];constructor(){super(),this.done=this.total=0,this.label=``}render(){let t=this.total>0?Math.min(1,this.done/this.total):0;return e`<div class="stack">
      <p role="status">${this.label}</p>
      <div
        class="bar"
        role="progressbar"
        aria-label=${this.label}
        aria-valuemin="0"
        aria-valuemax=${this.total}
        aria-valuenow=${Math.min(this.done,this.total)}
      >
        <div style="width: ${t*100}%"></div>
      </div>
    </div>`}};customElements.define(`msns-progress`,i);