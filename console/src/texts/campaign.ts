export default {
  title: ['活动', 'Campaigns'],
  name: ['名称', 'Name'],
  startsAt: ['开始', 'Starts'],
  endsAt: ['结束', 'Ends'],
  state: ['状态', 'State'],
  s_ahead: ['未开始', 'Ahead'],
  s_running: ['进行中', 'Running'],
  s_over: ['已结束', 'Over'],
  createdAt: ['创建时间', 'Created'],
  add: ['新建活动', 'New campaign'],
  id: ['编号', 'Id'],
} as const
