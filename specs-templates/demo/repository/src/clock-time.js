// Minutes as people read them on a bill.

/** 90 -> "1:30". Whole minutes, 0 or more; hours are not folded into days. */
export function clockTime(minutes) {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
