/**
 * The standard normal distribution function, Φ(x): W. J. Cody's rational approximations of erf and erfc (Mathematics of
 * Computation 23, 1969), relative error below 1e-15.
 */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) {
    const square = y > 1e-16 ? x * x : 0;
    const [a, b] = [
      [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356],
      [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673],
    ] as const;
    let [above, below] = [a[0] * square, square];
    for (let i = 1; i < 4; i += 1) {
      above = (above + (a[i] as number)) * square;
      below = (below + (b[i - 1] as number)) * square;
    }
    return 0.5 + (x * (above + a[4])) / (below + b[3]);
  }
  const tail = y <= Math.sqrt(32) ? middleTail(y) : farTail(y);
  return x > 0 ? 1 - tail : tail;
}

function gauss(y: number): number {
  // exp(-y²/2) in two factors: y² itself would lose bits.
  const square = Math.trunc(y * 16) / 16;
  return Math.exp(-square * square * 0.5) * Math.exp(-(y - square) * (y + square) * 0.5);
}

function middleTail(y: number): number {
  const c = [
    0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726, 6848.190450536283, 11602.65143764735,
    9842.714838383978, 1.0765576773720192e-8,
  ];
  const d = [
    22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598, 38912.00328609327,
    19685.429676859992,
  ];
  let [above, below] = [(c[8] as number) * y, y];
  for (let i = 0; i < 7; i += 1) {
    above = (above + (c[i] as number)) * y;
    below = (below + (d[i] as number)) * y;
  }
  return gauss(y) * ((above + (c[7] as number)) / (below + (d[7] as number)));
}

function farTail(y: number): number {
  const p = [
    0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934, 2.9112874951168793e-5, 0.023073441764940174,
  ];
  const q = [1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5];
  const square = 1 / (y * y);
  let [above, below] = [(p[5] as number) * square, square];
  for (let i = 0; i < 4; i += 1) {
    above = (above + (p[i] as number)) * square;
    below = (below + (q[i] as number)) * square;
  }
  const series = (square * (above + (p[4] as number))) / (below + (q[4] as number));
  return (gauss(y) * (1 / Math.sqrt(2 * Math.PI) - series)) / y;
}

/** The quantile of the standard normal distribution, by bisection on Φ: 60 halvings of [-9, 9] reach 1e-15. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`no quantile of ${p}`);
  let [low, high] = [-9, 9];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
