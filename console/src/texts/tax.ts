export default {
  title: ['报税文件', 'Tax files'],
  help: [
    '按申请提现的日期归期；税款在申请时计算，已到账的才计入。',
    'By the day on which a withdrawal was asked for, when its tax is computed; only those that were paid count.',
  ],
  period: ['期间', 'Period'],
  thisMonth: ['本月', 'This month'],
  quarter: ['{year} 年第 {number} 季度', 'Quarter {number} of {year}'],
  people: ['收款人', 'Payees'],
  payments: ['提现笔数', 'Withdrawals'],
  gross: ['收入（元）', 'Income (CNY)'],
  withheld: ['代扣个人所得税（元）', 'Income tax withheld (CNY)'],
  net: ['实付（元）', 'Paid out (CNY)'],
  take: ['下载报税明细 XLSX', 'Take the file (XLSX)'],
  takeNote: [
    '文件含姓名与身份证号码明文，请按公司规定保管；每次下载都记入审计日志。',
    'The file names people and their identity numbers in clear; keep it as your company demands. Each one is in the audit log.',
  ],
  agrees: ['与总账代扣一致', 'As the ledger says'],
  disagrees: ['总账代扣 {sum} 元，与此不一致：先核对总账再报税', 'The ledger withheld {sum} CNY, which is not this: verify the ledger first'],
  unknown: ['{count} 位收款人未填身份信息，文件中留空', '{count} payee has given no identity; it is empty in the file | {count} payees have given no identity; it is empty in the file'],
  open: ['{count} 笔提现尚未结束，到账后会计入本期', '{count} withdrawal has not ended and counts once it is paid | {count} withdrawals have not ended and count once they are paid'],
}
