import { nothing } from 'lit';
import type { PartInfo } from 'lit/directive.js';
import { Directive, directive, type ElementPart, PartType } from 'lit/directive.js';

/**
 * `<div ${setStyle({ width: '3px' })}>`: styles through the CSSOM. Lit's own styleMap first renders a style
 * attribute, which a content security policy without 'unsafe-inline' refuses.
 */
class SetStyle extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT)
      throw new Error('setStyle belongs on an element, not in an attribute');
  }

  override render(_styles: Readonly<Record<string, string>>): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [styles]: [Readonly<Record<string, string>>]): typeof nothing {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
    return nothing;
  }
}

export const setStyle = directive(SetStyle);
