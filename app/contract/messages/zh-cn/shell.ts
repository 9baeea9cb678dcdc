// Simplified Chinese text outside the window.
import type { Catalogue } from '../catalogue.ts'
import type { shellEn } from '../en/shell.ts'

export const shellZhCN: Catalogue<typeof shellEn> = {
  tray: {
    starting: '正在启动…',
    'start-failed': '无法启动：{{cause}}',
  },
  menu: {
    open: '打开 Homeward',
    record: '{{hostname}}   {{address}}',
    'record-updating': '{{hostname}}   正在更新…',
    'record-attention': '{{hostname}}   需要您处理',
    'record-waiting': '{{hostname}}   等待中',
    'record-offline': '{{hostname}}   离线',
    'record-unknown': '{{hostname}}   尚无地址',
    'more-records_other': '还有 {{count}} 个…',
    'update-now': '立即更新',
    pause: '暂停',
    'pause-hour': '1 小时',
    'pause-tomorrow': '到明天早上',
    'pause-endless': '直到我恢复',
    resume: '恢复',
    settings: '设置',
    'try-again': '重试',
    quit: '退出 Homeward',
  },
  toast: {
    'changed-title': '您的地址已变化',
    changed: '{{hostname}} 现在指向 {{address}}。',
    'changed-several_other': '{{hostname}} 和另外 {{count}} 个域名现在指向 {{address}}。',
    'attention-title': 'Homeward 需要您处理',
    attention: '{{hostname}}：{{message}}',
    'attention-several_other': '{{hostname}} 和另外 {{count}} 个域名需要您处理。请打开 Homeward 查看该做什么。',
    'recovered-title': '已恢复正常',
    recovered: '{{hostname}} 已重新更新到最新。',
    'recovered-at': '{{hostname}} 已重新更新到最新，指向 {{address}}。',
    'recovered-several_other': '{{hostname}} 和另外 {{count}} 个域名已重新更新到最新。',
    'digest-title': '近来变化较多',
    digest_other: '过去一小时内还有 {{count}} 条消息。请打开 Homeward 查看历史。',
  },
  dialog: {
    'crash-title': '无法显示窗口',
    crash: 'Homeward 的窗口两次停止工作。您的域名仍在保持更新。请从托盘图标重试；若再次发生，请重新启动 Homeward。',
    'start-title': 'Homeward 无法启动',
    start: 'Homeward 启动时出错：{{cause}}',
    'folder-unusable':
      '无法创建或写入文件夹 {{path}}（{{code}}）。请检查其权限，或通过 HOMEWARD_HOME 指定其他数据文件夹。',
    'folder-taken': 'Homeward 已在使用此数据文件夹运行（进程 {{process}}）。只能有一个实例发送更新。',
    'folder-taken-unknown': 'Homeward 已在使用此数据文件夹运行（另一个进程）。只能有一个实例发送更新。',
    'folder-unlockable': '无法锁定数据文件夹（{{path}}）：{{reason}}。',
    'file-changed': '{{file}} 不是 Homeward 安装时附带的文件。请重新安装。',
    'folder-owner':
      '文件夹 {{path}} 属于另一个用户（编号 {{owner}}；Homeward 以 {{user}} 运行），该用户可能改变 Homeward 的行为。请以该用户运行 Homeward，或将文件夹归为己有（chown），或通过 HOMEWARD_HOME 指定其他文件夹。',
    'folder-mode':
      '其他人可以写入文件夹 {{path}}（模式 {{mode}}），因而可能改变 Homeward 的行为。请运行 "chmod go-w {{path}}" 取消该权限，或通过 HOMEWARD_HOME 指定其他文件夹。',
    'store-locked':
      '另一个程序锁定了历史记录（{{path}}）。请关闭正在使用它的程序，例如数据库查看器或备份程序，然后重试。',
    'login-item-unavailable': '只有安装后的应用才能设置登录时启动。',
    'login-item-failed': '无法更改登录时启动：{{cause}}',
    'login-item-system': '登录时启动已在系统设置中关闭。请在那里打开。',
    'link-unknown': 'Homeward 不会打开此链接。',
    'link-failed': '无法打开浏览器。',
  },
}
