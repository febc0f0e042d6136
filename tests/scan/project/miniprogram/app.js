const { compareVersion } = require('./utils/version')

App({
  onLaunch() {
    const { SDKVersion } = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()
    if (compareVersion(SDKVersion, '2.10.4') >= 0) {
      wx.getUserProfile({ desc: 'greeting' })
    } else {
      wx.getUserInfo()
    }
    wx.hideHomeButton && wx.hideHomeButton()
  },
})
