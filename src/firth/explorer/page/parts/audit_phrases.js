// What the page says of an audit.

/** @type {Record<string, Record<string, string>>} */
export const AUDIT = {
  english: {
    audit: "Beside theory",
    "audit negative_sampling":
      "At the optimum of negative sampling, the inner product of two words is their pointwise mutual information minus log k (Levy and Goldberg 2014).",
    "audit softmax":
      "At the optimum of full softmax, the inner product of two words is the logarithm of their conditional probability, up to a constant for each word.",
    "audit pairs":
      "Here are the {pairs} pairs that were counted at least {least} times in {passes} passes over the text.",
    "audit figure": "Pairs by value at the optimum and inner product: correlation {r}, slope {slope}.",
    "audit lines":
      "The stronger the colour of a cell, the more pairs. Dashed: theory. The other line: fitted to the pairs. Ranks are those of the rarer word of a pair.",
    "at the optimum": "value at the optimum",
    "inner product": "inner product",
    "all pairs": "all",
    "audit rank": "rank",
    pairs: "pairs",
    r: "r",
    slope: "slope",
    residual: "residual, mean ± sd",
  },
  chinese: {
    audit: "与理论对照",
    "audit negative_sampling":
      "负采样训练到最优时，两词向量的内积等于它们的点互信息减去 log k（Levy 和 Goldberg 2014）。",
    "audit softmax": "完整 softmax 训练到最优时，两词向量的内积等于条件概率的对数，每个词可差一个常数。",
    "audit pairs": "图中是在 {passes} 遍文本中至少出现 {least} 次的 {pairs} 个词对。",
    "audit figure": "词对的最优值与内积：相关系数 {r}，斜率 {slope}。",
    "audit lines": "格子颜色越浓，词对越多。虚线是理论，实线由词对拟合而成。位次指词对中较罕见的词。",
    "at the optimum": "最优值",
    "inner product": "内积",
    "all pairs": "全部",
    "audit rank": "位次",
    pairs: "词对",
    r: "r",
    slope: "斜率",
    residual: "残差（均值 ± 标准差）",
  },
};
