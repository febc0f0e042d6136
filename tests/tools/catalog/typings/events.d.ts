/*! Excerpts of miniprogram-api-typings 5.2.3, unchanged but for what is left out; its licence is beside them. */

declare namespace WechatMiniprogram {
    /**
     * 图片加载成功时触发
     *
     * 最低基础库: 2.1.0
     */
    type CoverImageLoad<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            /** 图片宽度 */
            width: number
            /** 图片高度 */
            height: number
        },
        Mark,
        TargetDataset
    >
    /**
     * value 改变时触发 change 事件
     *
     * event.detail = {value}
     *
     * 当 mode = region 时 (最低基础库: 1.4.0)
     *
     * value 改变时触发 change 事件，event.detail = {value, code, postcode}，其中字段 code 是统计用区划代码，postcode 是邮政编码
     */
    type PickerChange<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            /**
             * 当 mode = selector 时, 返回当前选择的 value
             *
             * 当 mode = multiSelector 时, 返回一个索引数组
             *
             * 当 mode = time | date 时, 返回 `"12:01"` | `"2016-09-01"`
             *
             * 当 mode = region 时, 返回 `["广东省", "广州市", "海珠区"]`
             */
            value: string | number[] | [string, string, string]
            /** 统计用区划代码 当 mode = region 时有效 (最低基础库: 1.4.0) */
            code: [string, string, string]
            /** 邮政编码 当 mode = region 时有效 (最低基础库: 1.4.0) */
            postcode: string
        },
        Mark,
        TargetDataset
    >
    /**
     * 在地图渲染更新完成时触发
     *
     * 最低基础库: 1.6.0
     */
    type RegionChange = CustomEvent<{
        /** 旋转程度，最低基础库 2.3.0 */
        rotate: number
        /** 缩放程度，最低基础库 2.3.0 */
        skew: number
    }> &
        (
            | {
                  /**
                   * 视野变化开始、结束时触发
                   *
                   * 视野变化开始为 `begin`
                   */
                  type: 'begin'
                  /**
                   * 导致视野变化的原因
                   *
                   * - gesture: 用户手势
                   * - update: 调用接口导致
                   */
                  causedBy: 'gesture' | 'update'
              }
            | {
                  /**
                   * 视野变化结束时触发
                   *
                   * 视野变化结束为 `end`
                   */
                  type: 'end'
                  /**
                   * 导致视野变化的原因
                   *
                   * - drag: 拖动地图导致
                   * - scale: 缩放导致
                   * - update: 调用接口导致
                   */
                  causedBy: 'drag' | 'scale' | 'update'
              }
        )
    /**
     * 滑动开始事件 (同时开启 enhanced 属性后生效)
     *
     * detail { scrollTop, scrollLeft }
     *
     * 最低基础库: 2.12.0
     */
    type ScrollViewDragStart<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            scrollTop: number
            scrollLeft: number
        },
        Mark,
        TargetDataset
    >
    /** 键盘输入时触发
     *
     * event.detail = {value, cursor, keyCode}
     *
     * 处理函数可以直接 return 一个字符串，将替换输入框的内容。
     */
    type Input<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            /** 输入框内容 */
            value: string
            /** 光标位置 */
            cursor: number
            /** keyCode 为键值 (目前工具还不支持返回keyCode参数) `2.1.0` 起支持 */
            keyCode?: number
        },
        Mark,
        TargetDataset
    >
    /**
     * 键盘高度发生变化的时候触发此事件
     *
     * event.detail = {height: height, duration: duration}
     *
     * **tip**: 键盘高度发生变化，keyboardheightchange 事件可能会多次触发，开发者对于相同的 height 值应该忽略掉
     *
     * 最低基础库: `2.7.0`
     */
    type InputKeyboardHeightChange<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            /** 键盘高度 */
            height: number
            duration: number
        },
        Mark,
        TargetDataset
    >
    /**
     * 缩放过程中触发的事件
     *
     * event.detail = {x, y, scale}
     *
     * x 和 y 字段在 2.1.0 之后支持
     *
     * 最低基础库: 1.9.90
     */
    type MovableViewScale<
        Mark extends IAnyObject = IAnyObject,
        TargetDataset extends IAnyObject = IAnyObject
    > = CustomEvent<
        {
            /** 最低基础库: 2.1.0 */
            x: number
            /** 最低基础库: 2.1.0 */
            y: number
            scale: number
        },
        Mark,
        TargetDataset
    >
}
