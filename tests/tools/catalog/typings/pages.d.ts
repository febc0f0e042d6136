/*! Excerpts of miniprogram-api-typings 5.2.3, unchanged but for what is left out; its licence is beside them. */

declare namespace WechatMiniprogram.Page {
    interface ILifetime {
        /** 用户点击右上角转发
         *
         * 监听用户点击页面内转发按钮（`<button>` 组件 `open-type="share"`）或右上角菜单“转发”按钮的行为，并自定义转发内容。
         *
         * **注意：只有定义了此事件处理函数，右上角菜单才会显示“转发”按钮**
         *
         * 此事件需要 return 一个 Object，用于自定义转发内容
         */
        onShareAppMessage(
            /** 分享发起来源参数 */
            options: IShareAppMessageOption
        ):
            | ICustomShareContent
            | IAsyncCustomShareContent
            | Promise<ICustomShareContent>
            | void
            | Promise<void>
        /**
         * 监听右上角菜单“分享到朋友圈”按钮的行为，并自定义分享内容
         *
         * 本接口为 Beta 版本，暂只在 Android 平台支持，详见 [分享到朋友圈 (Beta)](https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/share-timeline.html)
         *
         * 基础库 2.11.3 开始支持，低版本需做兼容处理。
         */
        onShareTimeline(): ICustomTimelineContent | void
        /** 当前是 tab 页时，点击 tab 时触发，最低基础库： `1.9.0` */
        onTabItemTap(
            /** tab 点击参数 */
            options: ITabItemTapOption
        ): void | Promise<void>
        /**
         * 监听用户点击右上角菜单“收藏”按钮的行为，并自定义收藏内容。
         * 基础库 2.10.3，安卓 7.0.15 版本起支持，iOS 暂不支持
         */
        onAddToFavorites(options: IAddToFavoritesOption): IAddToFavoritesContent
        /** 每当小程序可能被销毁之前会被调用，可以进行退出状态的保存。最低基础库： `2.7.4` */
        onSaveExitState(): ISaveExitState
    }
    interface ITabItemTapOption {
        /** 被点击tabItem的序号，从0开始，最低基础库： `1.9.0` */
        index: string
        /** 被点击tabItem的页面路径，最低基础库： `1.9.0` */
        pagePath: string
        /** 被点击tabItem的按钮文字，最低基础库： `1.9.0` */
        text: string
    }
    interface ICustomShareContent {
        /** 转发标题。默认值：当前小程序名称 */
        title?: string
        /** 转发路径，必须是以 / 开头的完整路径。默认值：当前页面 path */
        path?: string
        /** 自定义图片路径，可以是本地文件路径、代码包文件路径或者网络图片路径。支持PNG及JPG。显示图片长宽比是 5:4，最低基础库： `1.5.0`。默认值：使用默认截图 */
        imageUrl?: string
    }
    interface IAddToFavoritesOption {
        /** 页面中包含web-view组件时，返回当前web-view的url */
        webviewUrl?: string
    }
}

declare namespace WechatMiniprogram.App {
    interface Option {
        /**
         * 系统切换主题时触发。也可以使用 wx.onThemeChange 绑定监听。
         *
         * 最低基础库： 2.11.0
         */
        onThemeChange: OnThemeChangeCallback
    }
    interface GetAppOption {
        /** 在 `App` 未定义时返回默认实现。当App被调用时，默认实现中定义的属性会被覆盖合并到App中。一般用于独立分包
         *
         * 最低基础库： 2.2.4
         */
        allowDefault?: boolean
    }
}

declare namespace WechatMiniprogram.Component {
    interface Lifetimes {
        /** 组件生命周期声明对象，组件的生命周期：`created`、`attached`、`ready`、`moved`、`detached` 将收归到 `lifetimes` 字段内进行声明，原有声明方式仍旧有效，如同时存在两种声明方式，则 `lifetimes` 字段内声明方式优先级最高
         *
         * 最低基础库： `2.2.3` */
        lifetimes: Partial<{
            /**
             * 在组件实例刚刚被创建时执行，注意此时不能调用 `setData`
             *
             * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            created(): void
            /**
             * 在组件实例进入页面节点树时执行
             *
             * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            attached(): void
            /**
             * 在组件在视图层布局完成后执行
             *
             * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            ready(): void
            /**
             * 在组件实例被移动到节点树另一个位置时执行
             *
             * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            moved(): void
            /**
             * 在组件实例被从页面节点树移除时执行
             *
             * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            detached(): void
            /**
             * 每当组件方法抛出错误时执行
             *
             * 最低基础库版本：[`2.4.1`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
             */
            error(err: Error): void
        }>
        /**
         * @deprecated 旧式的定义方式，基础库 `2.2.3` 起请在 lifetimes 中定义
         *
         * 在组件实例刚刚被创建时执行
         *
         * 最低基础库版本：[`1.6.3`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
         */
        created(): void
    }
    interface ComponentOptions {
        /**
         * [纯数据字段](https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/pure-data.html) 是一些不用于界面渲染的 data 字段，可以用于提升页面更新性能。从小程序基础库版本 2.8.2 开始支持。
         */
        pureDataPattern?: RegExp
        /**
         * [虚拟化组件节点](https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/wxml-wxss.html#%E8%99%9A%E6%8B%9F%E5%8C%96%E7%BB%84%E4%BB%B6%E8%8A%82%E7%82%B9) 使自定义组件内部的第一层节点由自定义组件本身完全决定。从小程序基础库版本 [`2.11.2`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html) 开始支持 */
        virtualHost?: boolean
    }
    interface OtherOption {
        /**
         * 组件数据字段监听器，用于监听 properties 和 data 的变化，参见 [数据监听器](https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/observer.html)
         *
         * 最低基础库版本：[`2.6.1`](https://developers.weixin.qq.com/miniprogram/dev/framework/compatibility.html)
         */
        observers: Record<string, (...args: any[]) => any>
        /** 一些选项（文档中介绍相关特性时会涉及具体的选项设置，这里暂不列举） */
        options: ComponentOptions
    }
}
