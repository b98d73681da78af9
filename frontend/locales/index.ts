export { t } from './catalogue.ts';
export {
  formatAge,
  formatChoice,
  formatClock,
  formatDuration,
  formatExactSize,
  formatList,
  formatMoment,
  formatPercent,
  formatSize,
  formatTimeLeft,
  formatWait,
} from './format.ts';
