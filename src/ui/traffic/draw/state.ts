import type { HealthState } from '../../widgets/health.ts';
import type { Theme } from '../../widgets/theme.ts';

/** Colour of fills and glyphs in a state. */
export function stateFill(theme: Theme, state: HealthState): string {
  switch (state) {
    case 'idle':
      return theme.inkFaint;
    case 'ok':
      return theme.ok;
    case 'strained':
      return theme.strained;
    case 'failing':
    case 'down':
      return theme.failing;
  }
}

/** Colour of words in a state: ink while all is well. */
export function stateText(theme: Theme, state: HealthState): string {
  switch (state) {
    case 'idle':
      return theme.inkFaint;
    case 'ok':
      return theme.inkMuted;
    case 'strained':
      return theme.strainedText;
    case 'failing':
    case 'down':
      return theme.failingText;
  }
}

/** Quiet ground in a state, for boxes seen from far away. */
export function stateWash(theme: Theme, state: HealthState): string {
  switch (state) {
    case 'idle':
    case 'down':
      return theme.sunken;
    case 'ok':
      return theme.okWash;
    case 'strained':
      return theme.strainedWash;
    case 'failing':
      return theme.failingWash;
  }
}

/** Colour of what piles up and of lines: neutral until something is wrong. */
export function alarmFill(theme: Theme, state: HealthState, neutral: string): string {
  return state === 'strained' || state === 'failing' || state === 'down' ? stateFill(theme, state) : neutral;
}
