export default {
  title: ['经销商协议', 'Dealer contracts'],
  help: ['发布过的版本不再改变；经销商接受的是其中的某一版。', 'What was published never changes; a dealer has accepted one of these.'],
  number: ['版本', 'Version'],
  name: ['标题', 'Title'],
  effectiveFrom: ['生效时间', 'In effect from'],
  createdAt: ['发布时间', 'Published'],
  digest: ['正文摘要（SHA-256）', 'Digest of the text (SHA-256)'],
  version: ['第 {number} 版：{title}', 'Version {number}: {title}'],
} as const
