/**
 * What the report shows: plain data, so that whoever ran the stages fills it in and the report
 * needs none of them. Event times are integer µs since the Unix epoch, UTC; counts are packets
 * per window; NaN says that there is no value.
 * @module
 */

/** Stands for all links together in {@link ReportScore.link}. */
export const POOLED = "*";

/** A run, ready to be drawn. */
export interface ReportData {
  /** What was run, in a few words. */
  readonly title: string;
  /** The data that was forecast: the file, or the generator with its seed. */
  readonly source: string;
  /** The command that makes the same report again. */
  readonly command: string;
  /** Length of a window, µs. */
  readonly windowUs: number;
  /** Packets per window above which a link is congested. */
  readonly threshold: number;
  /** What the model forecasts; the scores of this target make the verdict. */
  readonly target: string;
  /** Share of windows that the forecasts' intervals are meant to hold, as 0.9; left out where it
   * is not known. */
  readonly intervalShare?: number;
  /** The model that made the forecasts. */
  readonly model: ReportModel;
  /** The links, in the order in which they are drawn. */
  readonly links: readonly ReportLink[];
  /** What became of each alert, over all links. */
  readonly alertOutcomes: readonly ReportOutcome[];
  /** The congestions that no alert belongs to. */
  readonly missed: readonly { readonly link: string; readonly start: number }[];
  /** The training, epoch by epoch; empty where it is not known. */
  readonly history: readonly ReportEpoch[];
  /** The epoch whose weights were kept, counted as {@link ReportEpoch.epoch}. */
  readonly bestEpoch: number;
  /** The scores, in the order in which they are listed. */
  readonly scores: readonly ReportScore[];
}

/** A model, as the reader may look it up again. */
export interface ReportModel {
  /** Its directory. */
  readonly name: string;
  /** What its forecasts carry. */
  readonly hash: string;
  /** Option by its name, with its unit in the value. */
  readonly options: Readonly<Record<string, string>>;
}

/** The windows of a link; the columns are equally long, in order of time. */
export interface ReportLink {
  /** Its name. */
  readonly name: string;
  /** Start of each window, µs; a jump by more than a window leaves a gap in the lines. */
  readonly windowStart: ArrayLike<number>;
  /** Packets counted in each window. */
  readonly actual: ArrayLike<number>;
  /** Forecasts by horizon; the nearest and the farthest are drawn. */
  readonly forecasts: readonly ReportForecast[];
  /** When the link truly was congested, µs. */
  readonly congestions: readonly ReportCongestion[];
  /** When it was alerted. */
  readonly alerts: readonly ReportAlert[];
}

/** The forecasts of one horizon: row `i` is what was forecast *for* window `i`. */
export interface ReportForecast {
  /** How many windows earlier the forecast was made. */
  readonly horizon: number;
  /** Packets forecast for each window. */
  readonly values: ArrayLike<number>;
  /** Lower end of the interval. */
  readonly lower: ArrayLike<number>;
  /** Upper end of the interval. */
  readonly upper: ArrayLike<number>;
}

/** A true congestion, `[start, end)` in µs. */
export interface ReportCongestion {
  /** First instant. */
  readonly start: number;
  /** First instant after it. */
  readonly end: number;
  /** Whether it came without a sign; left out where it is not known. */
  readonly sudden?: boolean;
}

/** An alert of a link; times in µs. */
export interface ReportAlert {
  /** End of the window after which it was opened. */
  readonly openedAt: number;
  /** Left out while the alert is open. */
  readonly resolvedAt?: number;
  /** Start of the window that was forecast to pass the threshold. */
  readonly expectedAt: number;
  /** The forecast that opened it, packets per window. */
  readonly value: number;
}

/** What became of an alert; `link` and `openedAt` say which. Times in µs. */
export interface ReportOutcome {
  /** Name of the link. */
  readonly link: string;
  /** As in {@link ReportAlert.openedAt}. */
  readonly openedAt: number;
  /** As in {@link ReportAlert.expectedAt}. */
  readonly expectedAt: number;
  /** Start of the congestion that the alert belongs to; left out for a false alarm. */
  readonly congestionStart?: number;
  /** `congestionStart` − the watermark when the alert went out: positive is a warning ahead. */
  readonly leadTimeUs?: number;
  /** Whether the alert came before the congestion, after its start, or for nothing. */
  readonly outcome: "warned" | "late" | "false alarm";
}

/** One epoch of training. */
export interface ReportEpoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean squared error of the scaled target on the training part. */
  readonly loss: number;
  /** The same on the validation part. */
  readonly valLoss: number;
}

/** The scores of one model for one link, target and horizon. */
export interface ReportScore {
  /** The link, or {@link POOLED}. */
  readonly link: string;
  /** What was forecast, as in {@link ReportData.target}. */
  readonly target: string;
  /** Windows ahead. */
  readonly horizon: number;
  /** `lstm`, or a baseline such as `persistence`. */
  readonly model: string;
  /** Forecasts that were scored. */
  readonly n: number;
  /** Coefficient of determination. */
  readonly r2: number;
  /** Mean absolute error, in units of the target. */
  readonly mae: number;
  /** Root of the mean squared error, in units of the target. */
  readonly rmse: number;
  /** Mean absolute percentage error, as a share: 0.1 is 10 %. */
  readonly mape: number;
  /** Sum of absolute errors over the sum of the true values, as a share. */
  readonly wape: number;
  /** Mean absolute scaled error. */
  readonly mase: number;
  /** 1 − MAE over that of persistence, as a share: above 0 beats persistence. */
  readonly skill: number;
  /** Share of forecasts within `DEFAULT_TOLERANCE` of the true value. */
  readonly accuracy?: number;
}
