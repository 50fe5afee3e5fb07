export default {
  title: ['经销商排行', 'Ranking of dealers'],
  help: ['按月统计；数字相同者名次相同。', 'Month by month; the same figure has the same rank.'],
  month: ['月份', 'Month'],
  by: ['排序依据', 'By'],
  earned: ['佣金收入', 'Commission'],
  sales: ['直接销售额', 'Own sales'],
  present: ['本月', 'This month'],
  rank: ['名次', 'Rank'],
  dealer: ['经销商', 'Dealer'],
  earnedFen: ['佣金收入（元）', 'Earned (CNY)'],
  salesFen: ['直接销售额（元）', 'Own sales (CNY)'],
} as const
