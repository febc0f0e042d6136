const { request, login: signIn } = wx

Page({
  onLoad() {
    signIn({ success: (answer) => this.load(answer.code) })
  },
  load(code) {
    const task = request({ url: `https://example.com/?code=${code}`, enableChunked: true })
    task.onChunkReceived((chunk) => console.log(chunk))
    if (wx.canIUse('showModal.object.editable')) wx.showModal({ title: '你好', editable: true })
    wx.showModal({ title: '你好', editable: true })
  },
  greet(wx) {
    wx.getPrivacySetting()
  },
  any(name) {
    wx[name]()
  },
})
