/**
 * How the quiet load of a link goes with the time of day and of the week.
 * @module
 */

const TURN = 2 * Math.PI;
/** The epoch was the midnight that began a Thursday, the fourth day of the week. */
const EPOCH_WEEKDAY = 3;

/** A broad peak in the afternoon and a trough before dawn. Shallower than on most real networks,
 * where nights carry a third of the day: a quiet window shall hold 20 to 60 packets at the default
 * rate by night and by day. */
const DAILY_AMPLITUDE = 0.18;
const DAILY_PEAK = 15 / 24;
/** The second harmonic draws out the morning and the evening. */
const HALF_DAILY_AMPLITUDE = 0.06;
const HALF_DAILY_PEAK = 10 / 24;
/** Least between Saturday and Sunday. */
const WEEKLY_AMPLITUDE = 0.05;
const WEEKLY_TROUGH_DAY = 6;

/** Links peak up to this part of a day (an hour and a half) before or after each other's mean. */
const MOST_SHIFT_DAYS = 1 / 16;

/**
 * Gives the quiet load at an instant as a multiple of its mean: about 0.7 to 1.2, and 1 on average over
 * a whole week.
 * @param ts event time, µs
 * @param dayLengthUs length of the daily cycle, µs
 * @param shiftDays how much later than others this link peaks, see {@link linkShiftDays}
 */
export function dailyShape(ts: number, dayLengthUs: number, shiftDays: number): number {
  const days = ts / dayLengthUs;
  const timeOfDay = days - Math.floor(days) - shiftDays;
  const weekday = (days + EPOCH_WEEKDAY) % 7;
  const daily = DAILY_AMPLITUDE * Math.cos(TURN * (timeOfDay - DAILY_PEAK)) +
    HALF_DAILY_AMPLITUDE * Math.cos(2 * TURN * (timeOfDay - HALF_DAILY_PEAK));
  const weekly = -WEEKLY_AMPLITUDE * Math.cos((TURN * (weekday - WEEKLY_TROUGH_DAY)) / 7);
  return (1 + daily) * (1 + weekly);
}

/**
 * Gives how much later than the mean a link peaks, in days. It belongs to the link and not to the
 * seed: a model that learnt the day of `link-2` meets the same day in fresh traffic.
 * @param link number of the link, from 0
 */
export function linkShiftDays(link: number): number {
  // Steps of the golden ratio spread any number of links evenly.
  const spread = (link * 0.6180339887498949) % 1;
  return MOST_SHIFT_DAYS * (2 * spread - 1);
}
